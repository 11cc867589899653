import { describe, expect, it } from 'vitest';
import { describeTarget } from '../../lib/outbound/rpc/grpc/describe-target.js';

describe('the server of a gRPC channel', () => {
  it.each([
    ['dns:orders:50051', 'orders', 50_051],
    ['dns:///orders.internal:50051', 'orders.internal', 50_051],
    ['dns://8.8.8.8/orders:50051', 'orders', 50_051],
    ['dns:orders', 'orders', undefined],
    ['ipv4:127.0.0.1:5000', '127.0.0.1', 5000],
    ['ipv6:[::1]:5000', '::1', 5000],
    ['ipv4:10.0.0.1:5000,10.0.0.2:5000', '10.0.0.1:5000,10.0.0.2:5000', undefined],
    ['unix:/run/orders.sock', '/run/orders.sock', undefined],
    ['unix:///run/orders.sock', '/run/orders.sock', undefined],
    ['xds:///orders', 'orders', undefined],
  ])('is read from its target: %s', (target, address, port) => {
    const described = describeTarget(target);

    expect(described['server.address']).toBe(address);
    expect(described['server.port']).toBe(port);
  });
});
