import { Module } from '@nestjs/common';
import { configuration } from '../configuration.js';
import { AppController } from './app.controller.js';
import { ShopModule } from './shop/shop.module.js';
import { StepsService } from './steps.service.js';

@Module({
  imports: [...(configuration.imports?.() ?? []), ShopModule],
  controllers: [AppController],
  providers: [StepsService],
})
export class AppModule {}
