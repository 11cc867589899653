import { context as contextApi } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Method } from '../../spans/imitate.js';
import { isTransport } from '../../spans/nest-transport.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { isMetadataTraced } from '../../spans/traced-metadata.js';

type Patch = (original: Method) => Method;

/**
 * Has the instrumentation of grpc (0.223) leave alone what goes through Nest's transport, on either
 * side, through the methods by which it makes its patches. With an instrumentation that has none of
 * these nothing happens.
 */
export function adaptGrpc(instrumentation: Instrumentation): void {
  adaptPatch(instrumentation, '_getPatchedClientMethods', (args) => args.some(isMetadataTraced));
  adaptPatch(instrumentation, '_patchServer', () => isTransport(contextApi.active()));
}

/** @param isTold whether a call has its span already, or will have */
function adaptPatch(
  instrumentation: Instrumentation,
  name: string,
  isTold: (args: unknown[]) => boolean,
): void {
  replaceMethod(
    instrumentation,
    name,
    (getPatch) =>
      function (...given) {
        const patch = getPatch.apply(this, given) as Patch;
        return (original: Method): Method => {
          const traced = patch(original);
          const chosen: Method = function (...args) {
            return (isTold(args) ? original : traced).apply(this, args);
          };
          return Object.assign(chosen, traced);
        };
      },
  );
}
