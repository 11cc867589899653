import { replaceMethod } from '../../spans/replace-method.js';

/** The parts of pino that are used; they are public. */
export interface Pino {
  (options: { enabled: false }, stream: { write(): void }): object;
  readonly symbols: { readonly asJsonSym: symbol };
  /** The function again, which the namespace of an import has here alone. */
  readonly default?: Pino;
}

/**
 * Has every record of a copy of pino pass through a function, as JSON with the end of its line and
 * together with what the call and the mixin said. The method is one of the prototype that all
 * loggers and their children have, those made earlier too. Patching again changes nothing.
 */
export function patchPino(
  { symbols, default: pino }: Pino,
  rewrite: (line: string, merged: unknown) => string,
): void {
  // Nothing exports the prototype, but every logger leads to it.
  const logger = pino!({ enabled: false }, { write: () => {} });
  replaceMethod(
    logger,
    symbols.asJsonSym,
    (asJson) =>
      function (...args) {
        return rewrite(asJson.apply(this, args) as string, args[0]);
      },
  );
}
