/** A payload with what may be lost on the way. */
export const order = {
  id: 7,
  lines: [{ sku: 'Lämpchen', note: null }, []],
  placedAt: '2026-11-22T00:00:00.000Z',
  metadata: { tenant: 'in the payload' },
};

/** What gRPC leaves of it: fields that its description names. */
export interface GrpcOrder {
  readonly id: number;
  readonly sku: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export const grpcOrder: GrpcOrder = { id: 7, sku: 'Lämpchen', metadata: order.metadata };
