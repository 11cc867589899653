export interface Product {
  sku: string;
  unitPriceCents: number;
  initialStock: number;
}

export const products: Product[] = [
  { sku: 'teapot', unitPriceCents: 4_800, initialStock: 500 },
  { sku: 'cup', unitPriceCents: 1_200, initialStock: 2_000 },
];

export function findProduct(sku: string): Product | undefined {
  return products.find((product) => product.sku === sku);
}
