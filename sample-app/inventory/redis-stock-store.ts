import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { products } from './products.js';
import { StockStore } from './stock-store.js';

export class RedisStockStore extends StockStore implements OnModuleInit, OnApplicationShutdown {
  constructor(private readonly redis: Redis) {
    super();
  }

  async onModuleInit(): Promise<void> {
    const counts = products.map(({ sku, initialStock }) => [keyOf(sku), initialStock] as const);
    await this.redis.mset(new Map(counts));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.redis.quit();
  }

  async take(sku: string, quantity: number): Promise<boolean> {
    const left = await this.redis.decrby(keyOf(sku), quantity);
    if (left >= 0) return true;
    await this.putBack(sku, quantity);
    return false;
  }

  async putBack(sku: string, quantity: number): Promise<void> {
    await this.redis.incrby(keyOf(sku), quantity);
  }
}

function keyOf(sku: string): string {
  return `stock:${sku}`;
}
