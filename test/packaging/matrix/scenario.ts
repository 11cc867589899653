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
        OrdersController.find
          orders.find
    `),
  },
  {
    name: 'a handler of version 2, of a controller with two paths',
    path: '/api/v2/purchases/7',
    tree: tree(`
      SERVER GET /api/v2/purchases/:id 200
        OrdersV2Controller.find
    `),
  },
  {
    name: 'a body that passes ValidationPipe',
    method: 'POST',
    path: `${v1}/orders`,
    body: '{"item":"lamp","quantity":1}',
    tree: tree(`
      SERVER POST /api/v1/orders 201
        OrdersController.place
    `),
  },
  {
    name: 'a body that ValidationPipe refuses',
    method: 'POST',
    path: `${v1}/orders`,
    body: '{"item":"lamp","quantity":0}',
    tree: tree(`
      SERVER POST /api/v1/orders 400
    `),
  },
  {
    name: 'a body that is no JSON',
    method: 'POST',
    path: `${v1}/orders`,
    body: '{"item":',
    tree: tree(`
      SERVER POST 400
    `),
  },
  {
    name: 'a parameter that ParseIntPipe refuses',
    path: `${v1}/orders/seven`,
    tree: tree(`
      SERVER GET /api/v1/orders/:id 400
    `),
  },
  {
    name: 'a parameter that our own pipe refuses',
    path: `${v1}/orders/7000`,
    tree: tree(`
      SERVER GET /api/v1/orders/:id 400
    `),
  },
  {
    name: 'a global guard that refuses',
    path: `${v1}/orders/7`,
    headers: { 'x-api-key': 'stolen' },
    tree: tree(`
      SERVER GET /api/v1/orders/:id 403
    `),
  },
  {
    name: 'a guard of one method that throws',
    path: `${v1}/orders/foreign`,
    tree: tree(`
      SERVER GET /api/v1/orders/foreign 403
    `),
  },
  {
    name: 'a path that is not there',
    path: `${v1}/nothing`,
    tree: tree(`
      SERVER GET 404
    `),
  },
  {
    name: 'a method that is not there',
    method: 'DELETE',
    path: `${v1}/orders`,
    tree: tree(`
      SERVER DELETE 404
    `),
  },
  {
    name: 'an error of a method with @Span()',
    path: `${v1}/orders/broken`,
    tree: tree(`
      SERVER GET /api/v1/orders/broken 500 ERROR
        OrdersController.broken ERROR
          OrdersService.readDatabase ERROR !DatabaseDown
    `),
  },
  {
    name: 'a filter that makes a good answer of an error',
    path: `${v1}/orders/unavailable`,
    tree: tree(`
      SERVER GET /api/v1/orders/unavailable 200
        OrdersController.unavailable ERROR
          OrdersService.reserve ERROR !OutOfStock
    `),
  },
  {
    name: 'an interceptor that answers by itself',
    path: `${v1}/orders/cached`,
    tree: tree(`
      SERVER GET /api/v1/orders/cached 200
    `),
  },
  {
    name: 'a middleware that answers by itself',
    path: '/api/maintenance',
    tree: tree(`
      SERVER GET 503 ERROR
    `),
  },
  {
    name: 'a StreamableFile',
    path: `${v1}/orders/export`,
    tree: tree(`
      SERVER GET /api/v1/orders/export 200
        OrdersController.export
    `),
  },
  {
    name: 'a response written piece by piece',
    path: `${v1}/orders/written`,
    tree: tree(`
      SERVER GET /api/v1/orders/written 200
        OrdersController.write
    `),
  },
  {
    name: 'an Observable',
    path: `${v1}/orders/observed`,
    tree: tree(`
      SERVER GET /api/v1/orders/observed 200
        OrdersController.observe
    `),
  },
  {
    name: 'work side by side, and work of a timer',
    path: `${v1}/orders/summary`,
    tree: tree(`
      SERVER GET /api/v1/orders/summary 200
        OrdersController.summarise
          add up
          count
          round
    `),
  },
  {
    name: 'request-scoped and transient providers',
    path: `${v1}/basket`,
    tree: tree(`
      SERVER GET /api/v1/basket 200
        BasketController.total
          basket.total
            price.of
    `),
  },
  {
    name: 'a call through TracedHttpService',
    path: `${v1}/hops/service`,
    tree: tree(`
      SERVER GET /api/v1/hops/service 200
        HopsController.throughService
          CLIENT GET 200
            SERVER GET /api/v2/orders/:id 200
              OrdersV2Controller.find
    `),
  },
  {
    name: 'a call through fetch()',
    path: `${v1}/hops/fetch`,
    tree: tree(`
      SERVER GET /api/v1/hops/fetch 200
        HopsController.throughFetch
          CLIENT GET 200
            SERVER GET /api/v2/orders/:id 200
              OrdersV2Controller.find
    `),
  },
  {
    name: 'a call through node:http',
    path: `${v1}/hops/node`,
    tree: tree(`
      SERVER GET /api/v1/hops/node 200
        HopsController.throughNode
          CLIENT GET 200
            SERVER GET /api/v2/orders/:id 200
              OrdersV2Controller.find
    `),
  },
];
