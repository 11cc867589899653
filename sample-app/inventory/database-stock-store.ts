import type { OnModuleInit } from '@nestjs/common';
import { MoreThanOrEqual, type Repository } from 'typeorm';
import { products } from './products.js';
import type { StockItem } from './stock-item.entity.js';
import { StockStore } from './stock-store.js';

export class DatabaseStockStore extends StockStore implements OnModuleInit {
  constructor(private readonly items: Repository<StockItem>) {
    super();
  }

  async onModuleInit(): Promise<void> {
    await this.items.save(
      products.map(({ sku, initialStock }) => ({ sku, quantity: initialStock })),
    );
  }

  async take(sku: string, quantity: number): Promise<boolean> {
    const enough = { sku, quantity: MoreThanOrEqual(quantity) };
    const { affected } = await this.items.decrement(enough, 'quantity', quantity);
    return affected === 1;
  }

  async putBack(sku: string, quantity: number): Promise<void> {
    await this.items.increment({ sku }, 'quantity', quantity);
  }
}
