/** Where everything of the demo is: nobody else shall reach it. */
export const host = '127.0.0.1';

/** Where a service listens. In a container that is 0.0.0.0, or its neighbours could not reach it. */
export const listenHost = process.env.LISTEN_HOST ?? host;

/** Whether others than this machine can ask a service. */
export const isReachable = listenHost !== host;

/** Where each service listens; the variable beside it moves it. */
export const ports = {
  gateway: portFrom('GATEWAY_PORT', 3000),
  orders: portFrom('ORDERS_PORT', 3001),
  inventory: portFrom('INVENTORY_PORT', 3002),
  notifications: portFrom('NOTIFICATIONS_PORT', 3003),
  'payment-provider': portFrom('PAYMENT_PROVIDER_PORT', 3004),
  database: portFrom('DATABASE_PORT', 3005),
};

/** Where a service that takes no requests, but events, answers probes: nowhere unless told. */
export const healthPort = process.env.HEALTH_PORT ? Number(process.env.HEALTH_PORT) : undefined;

export type ServiceName = keyof typeof ports;

/** The variable that moves a service to another port, such as `PAYMENT_PROVIDER_PORT`. */
export function portVariable(service: ServiceName): string {
  return `${prefixOf(service)}_PORT`;
}

/** Where a service is reached: on this machine, or where a variable such as `ORDERS_URL` says. */
export function urlOf(service: Exclude<ServiceName, 'database'>): string {
  return process.env[`${prefixOf(service)}_URL`] ?? `http://${host}:${ports[service]}`;
}

function prefixOf(service: ServiceName): string {
  return service.toUpperCase().replace('-', '_');
}

function portFrom(variable: string, fallback: number): number {
  return Number(process.env[variable] ?? fallback);
}
