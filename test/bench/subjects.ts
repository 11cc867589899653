/** What is compared. The first is what all others are compared with. */
export const configurations = [
  { id: 'untraced', label: 'untraced' },
  { id: 'context-only', label: 'AsyncLocalStorage alone' },
  { id: 'ours', label: 'nestjs-tracing' },
  { id: 'ours-unsampled', label: 'nestjs-tracing, 0 % sampled' },
  { id: 'ours-stock', label: 'nestjs-tracing, stock engine' },
  { id: 'usual-stack', label: 'http + express/fastify + nestjs-core' },
  { id: 'nestjs-otel', label: 'nestjs-otel' },
] as const;

export type ConfigurationId = (typeof configurations)[number]['id'];

export const platforms = ['express', 'fastify'] as const;

export type Platform = (typeof platforms)[number];

/** One route of the application, and how it is asked. */
export interface Route {
  readonly id: 'hello' | 'steps' | 'shop' | 'hundred';
  readonly path: string;
  /** Requests of one slice: some 50 to 150 ms of work. */
  readonly requests: Readonly<Record<Platform, number>>;
  readonly platforms: readonly Platform[];
}

export const routes: readonly Route[] = [
  { id: 'hello', path: '/hello', requests: { express: 400, fastify: 1_000 }, platforms },
  { id: 'steps', path: '/steps', requests: { express: 400, fastify: 1_000 }, platforms },
  { id: 'shop', path: '/shop/7', requests: { express: 50, fastify: 50 }, platforms },
  {
    id: 'hundred',
    path: '/hundred-steps',
    requests: { express: 100, fastify: 100 },
    platforms: ['express'],
  },
];

export type RouteId = Route['id'];

/** What every request carries. */
export const requestHeaders = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) nestjs-tracing-bench',
  accept: 'application/json',
  'x-api-key': 'bench',
};

export function routeById(id: RouteId): Route {
  const found = routes.find((route) => route.id === id);
  if (found === undefined) throw new Error(`No route ${id}`);
  return found;
}
