import { SpanStatusCode } from '@opentelemetry/api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { platforms } from '../inbound/support/platforms.js';
import { tree } from '../support/span-tree.js';
import { startTracedApplication } from '../support/traced-application.js';
import type { TracedApplication } from '../support/traced-application.js';
import { LayersController } from './support/layers-controller.js';

/** What a request gives with `layers: 'all'`, and with layers that say nothing left out. */
const requests: [path: string, all: string, quiet: string][] = [
  [
    'guards',
    `SERVER GET /layers/guards
       ClassGuard.canActivate
       ClassGuard.canActivate
       LayersController.guards
       ObservableGuard.canActivate
       SessionGuard.canActivate
         look up the user`,
    `SERVER GET /layers/guards
       LayersController.guards
       SessionGuard.canActivate
         look up the user`,
  ],
  [
    'scoped',
    `SERVER GET /layers/scoped
       ArrowGuard.canActivate
       LayersController.scoped
       ScopedGuard.canActivate
       TransientGuard.canActivate`,
    `SERVER GET /layers/scoped
       LayersController.scoped`,
  ],
  [
    'refused',
    `SERVER GET /layers/refused
       RefusingGuard.canActivate`,
    `SERVER GET /layers/refused
       RefusingGuard.canActivate`,
  ],
  [
    'interceptors',
    `SERVER GET /layers/interceptors
       LayersController.interceptors
       MapInterceptor.intercept
       MapInterceptor.intercept (after)
       PlainInterceptor.intercept`,
    `SERVER GET /layers/interceptors
       LayersController.interceptors`,
  ],
  [
    'audited',
    `SERVER GET /layers/audited
       AuditInterceptor.intercept
         read the settings
       AuditInterceptor.intercept (after)
         write the audit
       LayersController.audited
         answer`,
    `SERVER GET /layers/audited
       AuditInterceptor.intercept
         read the settings
       AuditInterceptor.intercept (after)
         write the audit
       LayersController.audited
         answer`,
  ],
  [
    'cached',
    `SERVER GET /layers/cached
       CachedInterceptor.intercept`,
    `SERVER GET /layers/cached`,
  ],
  [
    'late',
    `SERVER GET /layers/late
       LateInterceptor.intercept
         before the handler
       LateInterceptor.intercept (after)
       LayersController.late`,
    `SERVER GET /layers/late
       LateInterceptor.intercept
         before the handler
       LayersController.late`,
  ],
  [
    'retried',
    `SERVER GET /layers/retried
       LayersController.retried
       LayersController.retried
       RetryInterceptor.intercept
       RetryInterceptor.intercept (after)
       RetryInterceptor.intercept (after)`,
    `SERVER GET /layers/retried
       LayersController.retried
       LayersController.retried`,
  ],
  [
    'pipes/7',
    `SERVER GET /layers/pipes/:id
       LayersController.pipes
       ParseIntPipe.transform
       TrimPipe.transform`,
    `SERVER GET /layers/pipes/:id
       LayersController.pipes`,
  ],
  [
    'calmed',
    `SERVER GET /layers/calmed
       CalmingFilter.catch
       LayersController.calmed`,
    `SERVER GET /layers/calmed
       LayersController.calmed`,
  ],
  [
    'set',
    `SERVER GET /layers/set
       ClassGuard.canActivate
       layers.set`,
    `SERVER GET /layers/set
       layers.set`,
  ],
];

/** The one exception event of a request, the span that has it, and what the request then is. */
const failures: [path: string, span: string, exception: string, status: SpanStatusCode][] = [
  ['refused', 'GET /layers/refused', 'ForbiddenException', SpanStatusCode.UNSET],
  ['failing', 'FailingInterceptor.intercept (after)', 'RangeError', SpanStatusCode.ERROR],
  ['late-answer', 'ImpatientInterceptor.intercept (after)', 'TimeoutError', SpanStatusCode.ERROR],
  ['pipes/x', 'ParseIntPipe.transform', 'BadRequestException', SpanStatusCode.UNSET],
  ['calmed', 'LayersController.calmed', 'Overloaded', SpanStatusCode.UNSET],
  ['bad', 'LayersController.bad', 'BadRequestException', SpanStatusCode.UNSET],
  ['nowhere', 'GET', 'NotFoundException', SpanStatusCode.UNSET],
];

describe.each(platforms)('the layers of Nest on %s', (_, adapter) => {
  describe.each(['all', 'quiet'] as const)("with layers: '%s'", (which) => {
    let traced: TracedApplication;

    beforeAll(async () => {
      const layers = which === 'all' ? which : { minDurationMs: 3_600_000 };
      const root = { controllers: [LayersController] };
      traced = await startTracedApplication(root, { layers }, { adapter: adapter() });
    });
    beforeEach(() => traced.reset());
    afterAll(() => traced.close());

    const request = async (path: string) => {
      await (await fetch(`${traced.url}/layers/${path}`)).arrayBuffer();
      return traced.serverSpan();
    };

    it.each(requests)('show where the time of %s went', async (path, all, quiet) => {
      await request(path);

      const expected = tree(which === 'all' ? all : quiet);
      expect(await traced.treeOf(expected.split('\n').length)).toBe(expected);
    });

    it.each(failures)('record the error of %s once, on %s', async (path, span, type, status) => {
      const server = await request(path);

      const recorded = traced
        .spans()
        .flatMap(({ name, events }) => events.map((event) => [name, event.attributes]));
      expect(recorded).toEqual([[span, expect.objectContaining({ 'exception.type': type })]]);
      expect(server.status.code).toBe(status);
    });
  });
});
