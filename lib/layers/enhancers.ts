import 'reflect-metadata';
import type { LayerName } from '../options/layers.interface.js';
import type { Method } from '../spans/imitate.js';
import { traceCall } from './calls/trace-call.js';
import { traceFilter } from './calls/trace-filter.js';
import { traceInterceptor } from './calls/trace-interceptor.js';
import type { LayerMethod } from './layer-method.js';

/** One kind of what Nest runs around a handler. */
export interface EnhancerKind {
  readonly layer: LayerName;
  /** Nest's own word for it, as an InstanceWrapper has it. */
  readonly subtype: string;
  /** The method Nest calls. */
  readonly method: string;
  /** Metadata under which `@UseGuards()` and the like keep them, on classes and methods. */
  readonly metadata: string;
  /** Methods by which ApplicationConfig gets the global ones. */
  readonly adders: readonly string[];
  readonly trace: (method: LayerMethod) => Method;
}

export const ENHANCER_KINDS: readonly EnhancerKind[] = [
  {
    layer: 'guards',
    subtype: 'guard',
    method: 'canActivate',
    metadata: '__guards__',
    adders: ['useGlobalGuards', 'addGlobalGuard', 'addGlobalRequestGuard'],
    trace: traceCall,
  },
  {
    layer: 'interceptors',
    subtype: 'interceptor',
    method: 'intercept',
    metadata: '__interceptors__',
    adders: ['useGlobalInterceptors', 'addGlobalInterceptor', 'addGlobalRequestInterceptor'],
    trace: traceInterceptor,
  },
  {
    layer: 'pipes',
    subtype: 'pipe',
    method: 'transform',
    metadata: '__pipes__',
    adders: ['useGlobalPipes', 'addGlobalPipe', 'addGlobalRequestPipe'],
    trace: traceCall,
  },
  {
    layer: 'filters',
    subtype: 'filter',
    method: 'catch',
    metadata: '__exceptionFilters__',
    adders: ['useGlobalFilters', 'addGlobalFilter', 'addGlobalRequestFilter'],
    trace: traceFilter,
  },
];
