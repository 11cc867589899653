import { ConflictException, Injectable } from '@nestjs/common';
import { findProduct, type Product } from './products.js';
import { StockStore } from './stock-store.js';

export interface Item {
  sku: string;
  quantity: number;
}

export interface PricedItem extends Item {
  unitPriceCents: number;
}

@Injectable()
export class StockService {
  constructor(private readonly store: StockStore) {}

  /** All items or none. */
  async reserve(items: Item[]): Promise<PricedItem[]> {
    const priced = items.map((item) => ({ ...item, ...priceOf(item.sku) }));
    const taken: Item[] = [];
    for (const item of priced) {
      if (!(await this.store.take(item.sku, item.quantity))) {
        await this.release(taken);
        throw new ConflictException(`There is not enough ${item.sku} left.`);
      }
      taken.push(item);
    }
    return priced;
  }

  async release(items: Item[]): Promise<void> {
    for (const { sku, quantity } of items) await this.store.putBack(sku, quantity);
  }
}

function priceOf(sku: string): Pick<Product, 'unitPriceCents'> {
  const product = findProduct(sku);
  if (!product) throw new ConflictException(`There is no product ${sku}.`);
  return { unitPriceCents: product.unitPriceCents };
}
