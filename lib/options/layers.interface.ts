/**
 * A class (`RolesGuard`), or one method of it (`RolesGuard.canActivate`); a RegExp is tried on both.
 *
 * @publicApi
 */
export type LayerPattern = string | RegExp;

/**
 * What Nest runs around a handler, and the handler itself.
 *
 * @publicApi
 */
export type LayerName =
  'middleware' | 'guards' | 'interceptors' | 'pipes' | 'handlers' | 'filters' | 'providers';

/**
 * Which spans of a layer are shown.
 *
 * @publicApi
 */
export interface LayerOptions {
  /**
   * Shortest duration to show, in milliseconds, of a call in which nothing else happened. A call
   * that started a span of its own, set an attribute or event, was asked for its trace id or failed
   * is always shown; 0 shows every call.
   * @default 10; for handlers 0, unless it is said of them
   */
  minDurationMs?: number;

  /**
   * The only ones to have spans, by class (`'RolesGuard'`), by method (`'OrdersService.place'`), or
   * by a RegExp that is tried on both.
   * @default all
   */
  include?: readonly LayerPattern[];

  /** Those that have none, written as in `include`, and stronger. */
  exclude?: readonly LayerPattern[];
}

/**
 * What holds for every layer, and for each by itself: `false` for no spans, `true` for what holds
 * for every layer, or options of its own, which stand above.
 *
 * @publicApi
 */
export interface LayersOptions extends LayerOptions {
  /** Class and functional middleware, those of `app.use()` too. @default true */
  middleware?: boolean | LayerOptions;

  /** @default true */
  guards?: boolean | LayerOptions;

  /** Before and after the handler apart. @default true */
  interceptors?: boolean | LayerOptions;

  /** @default true */
  pipes?: boolean | LayerOptions;

  /** Methods that answer routes, messages and events. @default true */
  handlers?: boolean | LayerOptions;

  /** Exception filters. @default true */
  filters?: boolean | LayerOptions;

  /**
   * Every method of every provider of the application. Of one that returns an Observable the span is
   * that of the call, so that the Observable stays the same: write `@Span()` for its subscriptions.
   * @default false
   */
  providers?: boolean | LayerOptions;
}
