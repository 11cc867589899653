import type { ServiceName } from '../shared/addresses.js';
import type { ChosenServers } from './choose-servers.js';

/** The services in the order of their needs: each group needs only the groups before it. */
export function startOrder(servers: ChosenServers): ServiceName[][] {
  const foundations: ServiceName[] = ['payment-provider', 'notifications'];
  if (!servers.database.isReal) foundations.unshift('database');
  return [foundations, ['inventory', 'orders', 'gateway']];
}

/** All but notifications on RabbitMQ, which waits for messages instead. */
export function listeningServices(servers: ChosenServers): ServiceName[] {
  return startOrder(servers)
    .flat()
    .filter((name) => name !== 'notifications' || !servers.rabbitMq.isReal);
}

/** The environment of every service: nothing of the user's own OpenTelemetry settings gets in. */
export function serviceEnvironment(servers: ChosenServers, collectorUrl: string) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('OTEL_'));
  const urls = Object.values(servers).map(({ variable, url }) => [variable, url]);
  return {
    ...Object.fromEntries(inherited),
    ...Object.fromEntries(urls),
    OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl,
    OTEL_BSP_SCHEDULE_DELAY: '100',
    NO_COLOR: '1',
  };
}
