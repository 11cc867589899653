/** A payload with what may be lost on the way. */
export const order = {
  id: 7,
  lines: [{ sku: 'Lämpchen', note: null }, []],
  placedAt: '2026-11-22T00:00:00.000Z',
  metadata: { tenant: 'in the payload' },
};
