export interface Charge {
  reference: string;
  amountCents: number;
  card: string;
}

export interface Decision {
  status: 201 | 402;
  body: { reference: string; status: 'succeeded' | 'declined'; reason?: string };
}

const limitCents = 100_000;

/** Declines the card `tok_declined`, and every amount above 1,000.00. */
export function decide({ reference, amountCents, card }: Charge): Decision {
  const reason = reasonToDecline(amountCents, card);
  if (reason) return { status: 402, body: { reference, status: 'declined', reason } };
  return { status: 201, body: { reference, status: 'succeeded' } };
}

function reasonToDecline(amountCents: number, card: string): string | undefined {
  if (card === 'tok_declined') return 'the bank refused the card';
  if (amountCents > limitCents) return 'the amount is above the limit of the card';
  return undefined;
}
