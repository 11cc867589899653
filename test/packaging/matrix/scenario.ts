import { tree } from '../../support/span-tree.js';

/** One request, and the tree of spans it must make in every cell. */
export interface Visit {
  /** What it shows. */
  readonly name: string;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** @see drawTree */
  readonly tree: string;
}

const v1 = '/api/v1';

export const scenario: readonly Visit[] = [
  {
    name: 'every layer, and a method with @Span()',
    path: `${v1}/orders/7`,
    tree: tree(`
      SERVER GET /api/v1/orders/:id 200
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        EnvelopeInterceptor.intercept
        EnvelopeInterceptor.intercept (after)
        LocaleMiddleware.use
        OrderNumberPipe.transform
        OrdersController.find
          orders.find
        OwnerGuard.canActivate
        ParseIntPipe.transform
        StampInterceptor.intercept
        ValidationPipe.transform
    `),
  },
  {
    name: 'a handler of version 2, of a controller with two paths',
    path: '/api/v2/purchases/7',
    tree: tree(`
      SERVER GET /api/v2/purchases/:id 200
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        OrdersV2Controller.find
        StampInterceptor.intercept
        ValidationPipe.transform
    `),
  },
  {
    name: 'a body that passes ValidationPipe',
    method: 'POST',
    path: `${v1}/orders`,
    body: '{"item":"lamp","quantity":1}',
    tree: tree(`
      SERVER POST /api/v1/orders 201
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        OrdersController.place
        StampInterceptor.intercept
        ValidationPipe.transform
    `),
  },
  {
    name: 'a body that ValidationPipe refuses',
    method: 'POST',
    path: `${v1}/orders`,
    body: '{"item":"lamp","quantity":0}',
    tree: tree(`
      SERVER POST /api/v1/orders 400
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        LastFilter.catch
        StampInterceptor.intercept
        ValidationPipe.transform !BadRequestException
    `),
  },
  {
    name: 'a parameter that ParseIntPipe refuses',
    path: `${v1}/orders/seven`,
    tree: tree(`
      SERVER GET /api/v1/orders/:id 400
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        EnvelopeInterceptor.intercept
        EnvelopeInterceptor.intercept (after)
        LastFilter.catch
        LocaleMiddleware.use
        OwnerGuard.canActivate
        ParseIntPipe.transform !BadRequestException
        StampInterceptor.intercept
        ValidationPipe.transform
    `),
  },
  {
    name: 'a parameter that our own pipe refuses',
    path: `${v1}/orders/7000`,
    tree: tree(`
      SERVER GET /api/v1/orders/:id 400
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        EnvelopeInterceptor.intercept
        EnvelopeInterceptor.intercept (after)
        LastFilter.catch
        LocaleMiddleware.use
        OrderNumberPipe.transform !BadRequestException
        OwnerGuard.canActivate
        ParseIntPipe.transform
        StampInterceptor.intercept
        ValidationPipe.transform
    `),
  },
  {
    name: 'a global guard that refuses',
    path: `${v1}/orders/7`,
    headers: { 'x-api-key': 'stolen' },
    tree: tree(`
      SERVER GET /api/v1/orders/:id 403 !ForbiddenException
        ApiKeyGuard.canActivate
        LastFilter.catch
        LocaleMiddleware.use
    `),
  },
  {
    name: 'a guard of one method that throws',
    path: `${v1}/orders/foreign`,
    tree: tree(`
      SERVER GET /api/v1/orders/foreign 403
        ApiKeyGuard.canActivate
        LastFilter.catch
        LocaleMiddleware.use
        OwnerGuard.canActivate !ForbiddenException
    `),
  },
  {
    name: 'a path that is not there',
    path: `${v1}/nothing`,
    tree: tree(`
      SERVER GET 404 !NotFoundException
        LastFilter.catch
    `),
  },
  {
    name: 'a method that is not there',
    method: 'DELETE',
    path: `${v1}/orders`,
    tree: tree(`
      SERVER DELETE 404 !NotFoundException
        LastFilter.catch
    `),
  },
  {
    name: 'an error of a method with @Span()',
    path: `${v1}/orders/broken`,
    tree: tree(`
      SERVER GET /api/v1/orders/broken 500 ERROR
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        LastFilter.catch
        LocaleMiddleware.use
        OrdersController.broken ERROR
          OrdersService.readDatabase ERROR !DatabaseDown
        StampInterceptor.intercept
    `),
  },
  {
    name: 'a filter that makes a good answer of an error',
    path: `${v1}/orders/unavailable`,
    tree: tree(`
      SERVER GET /api/v1/orders/unavailable 200
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        LocaleMiddleware.use
        OrdersController.unavailable ERROR
          OrdersService.reserve ERROR !OutOfStock
        OutOfStockFilter.catch
        StampInterceptor.intercept
    `),
  },
  {
    name: 'an interceptor that answers by itself',
    path: `${v1}/orders/cached`,
    tree: tree(`
      SERVER GET /api/v1/orders/cached 200
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        CachedInterceptor.intercept
        LocaleMiddleware.use
        StampInterceptor.intercept
    `),
  },
  {
    name: 'a middleware that answers by itself',
    path: '/api/maintenance',
    tree: tree(`
      SERVER GET 503 ERROR
        maintenance
    `),
  },
  {
    name: 'a StreamableFile',
    path: `${v1}/orders/export`,
    tree: tree(`
      SERVER GET /api/v1/orders/export 200
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        LocaleMiddleware.use
        OrdersController.export
        StampInterceptor.intercept
    `),
  },
  {
    name: 'a response written piece by piece',
    path: `${v1}/orders/written`,
    tree: tree(`
      SERVER GET /api/v1/orders/written 200
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        LocaleMiddleware.use
        OrdersController.write
        StampInterceptor.intercept
    `),
  },
  {
    name: 'an Observable',
    path: `${v1}/orders/observed`,
    tree: tree(`
      SERVER GET /api/v1/orders/observed 200
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        LocaleMiddleware.use
        OrdersController.observe
        StampInterceptor.intercept
    `),
  },
  {
    name: 'work side by side, and work of a timer',
    path: `${v1}/orders/summary`,
    tree: tree(`
      SERVER GET /api/v1/orders/summary 200
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        LocaleMiddleware.use
        OrdersController.summarise
          add up
          count
          round
        StampInterceptor.intercept
    `),
  },
  {
    name: 'request-scoped and transient providers',
    path: `${v1}/basket`,
    tree: tree(`
      SERVER GET /api/v1/basket 200
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        BasketController.total
          basket.total
            price.of
        StampInterceptor.intercept
        maintenance
    `),
  },
  {
    name: 'a call through TracedHttpService',
    path: `${v1}/hops/service`,
    tree: tree(`
      SERVER GET /api/v1/hops/service 200
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        HopsController.throughService
          CLIENT GET 200
            SERVER GET /api/v2/orders/:id 200
              ApiKeyGuard.canActivate
              AuditInterceptor.intercept
              AuditInterceptor.intercept (after)
              OrdersV2Controller.find
              StampInterceptor.intercept
              ValidationPipe.transform
        StampInterceptor.intercept
    `),
  },
  {
    name: 'a call through fetch()',
    path: `${v1}/hops/fetch`,
    tree: tree(`
      SERVER GET /api/v1/hops/fetch 200
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        HopsController.throughFetch
          CLIENT GET 200
            SERVER GET /api/v2/orders/:id 200
              ApiKeyGuard.canActivate
              AuditInterceptor.intercept
              AuditInterceptor.intercept (after)
              OrdersV2Controller.find
              StampInterceptor.intercept
              ValidationPipe.transform
        StampInterceptor.intercept
    `),
  },
  {
    name: 'a call through node:http',
    path: `${v1}/hops/node`,
    tree: tree(`
      SERVER GET /api/v1/hops/node 200
        ApiKeyGuard.canActivate
        AuditInterceptor.intercept
        AuditInterceptor.intercept (after)
        HopsController.throughNode
          CLIENT GET 200
            SERVER GET /api/v2/orders/:id 200
              ApiKeyGuard.canActivate
              AuditInterceptor.intercept
              AuditInterceptor.intercept (after)
              OrdersV2Controller.find
              StampInterceptor.intercept
              ValidationPipe.transform
        StampInterceptor.intercept
    `),
  },
];
