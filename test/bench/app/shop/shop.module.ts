import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Item } from './item.entity.js';
import { ShopController } from './shop.controller.js';
import { ShopService } from './shop.service.js';

@Module({
  imports: [
    HttpModule,
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: process.env['BENCH_DATABASE_URL'],
      entities: [Item],
      // PGlite runs one statement at a time, whoever asks.
      poolSize: 1,
    }),
    TypeOrmModule.forFeature([Item]),
  ],
  controllers: [ShopController],
  providers: [ShopService],
})
export class ShopModule {}
