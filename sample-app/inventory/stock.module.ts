import { Module, type DynamicModule } from '@nestjs/common';
import { getRepositoryToken, TypeOrmModule } from '@nestjs/typeorm';
import { Redis } from 'ioredis';
import type { Repository } from 'typeorm';
import { databaseOptions } from '../shared/database.js';
import { namespace } from '../shared/server-urls.js';
import { servers } from '../shared/servers.js';
import { DatabaseStockStore } from './database-stock-store.js';
import { RedisStockStore } from './redis-stock-store.js';
import { StockController } from './stock.controller.js';
import { StockItem } from './stock-item.entity.js';
import { StockService } from './stock.service.js';
import { StockStore } from './stock-store.js';

@Module({ controllers: [StockController], providers: [StockService] })
export class StockModule {
  static forRoot(): DynamicModule {
    return servers.redisUrl ? inRedis(servers.redisUrl) : inDatabase();
  }
}

function inRedis(url: string): DynamicModule {
  const useFactory = () => new RedisStockStore(new Redis(url, { keyPrefix: `${namespace}:` }));
  return { module: StockModule, providers: [{ provide: StockStore, useFactory }] };
}

function inDatabase(): DynamicModule {
  const useFactory = (items: Repository<StockItem>) => new DatabaseStockStore(items);
  return {
    module: StockModule,
    imports: [
      TypeOrmModule.forRootAsync({ useFactory: () => databaseOptions([StockItem]) }),
      TypeOrmModule.forFeature([StockItem]),
    ],
    providers: [{ provide: StockStore, inject: [getRepositoryToken(StockItem)], useFactory }],
  };
}
