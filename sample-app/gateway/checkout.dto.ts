import { z } from 'zod';

export const checkoutSchema = z.object({
  customerId: z.string().min(1),
  card: z.string().min(1),
  items: z
    .array(z.object({ sku: z.string().min(1), quantity: z.number().int().positive() }))
    .min(1),
});

export type CheckoutDto = z.infer<typeof checkoutSchema>;
