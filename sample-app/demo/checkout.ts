import { urlOf } from '../shared/addresses.js';
import { DemoError } from './demo-error.js';

export interface Checkout {
  title: string;
  /** Of its picture. */
  fileName: string;
  card: string;
  expectedStatus: number;
  /** The services its trace passes through. */
  services: readonly string[];
}

export const checkouts: readonly Checkout[] = [
  {
    title: 'A checkout that succeeds',
    fileName: 'checkout',
    card: 'tok_visa',
    expectedStatus: 201,
    services: ['gateway', 'orders', 'inventory', 'notifications'],
  },
  {
    title: 'A checkout whose payment is declined',
    fileName: 'declined',
    card: 'tok_declined',
    expectedStatus: 402,
    services: ['gateway', 'orders', 'inventory'],
  },
];

const checkoutUrl = `${urlOf('gateway')}/checkout`;

const headers = { 'content-type': 'application/json', 'x-api-key': 'demo' };

export async function sendCheckout({ title, card, expectedStatus }: Checkout): Promise<void> {
  const body = bodyWith(card);
  const signal = AbortSignal.timeout(15_000);
  const response = await fetch(checkoutUrl, { method: 'POST', headers, body, signal }).catch(
    (error: unknown) => {
      throw new DemoError(`"${title}" got no answer from the gateway: ${String(error)}`);
    },
  );
  const answer = await response.text();
  if (response.status === expectedStatus) return;
  throw new DemoError(`"${title}" was answered with ${response.status}: ${answer}`);
}

/** The command that does the same by hand. */
export function curlCommand(card: string): string {
  const flags = Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`);
  return `curl ${checkoutUrl} ${flags.join(' ')} \\\n    -d '${bodyWith(card)}'`;
}

function bodyWith(card: string): string {
  const items = [
    { sku: 'teapot', quantity: 1 },
    { sku: 'cup', quantity: 4 },
  ];
  return JSON.stringify({ customerId: 'ada', card, items });
}
