/** Every service listens on loopback only. */
export const host = '127.0.0.1';

/** Where each service listens; the variable beside it moves it. */
export const ports = {
  gateway: portFrom('GATEWAY_PORT', 3000),
  orders: portFrom('ORDERS_PORT', 3001),
  inventory: portFrom('INVENTORY_PORT', 3002),
  notifications: portFrom('NOTIFICATIONS_PORT', 3003),
  'payment-provider': portFrom('PAYMENT_PROVIDER_PORT', 3004),
  database: portFrom('DATABASE_PORT', 3005),
};

export type ServiceName = keyof typeof ports;

/** The variable that moves a service to another port, such as `PAYMENT_PROVIDER_PORT`. */
export function portVariable(service: ServiceName): string {
  return `${service.toUpperCase().replace('-', '_')}_PORT`;
}

export function urlOf(service: ServiceName): string {
  return `http://${host}:${ports[service]}`;
}

function portFrom(variable: string, fallback: number): number {
  return Number(process.env[variable] ?? fallback);
}
