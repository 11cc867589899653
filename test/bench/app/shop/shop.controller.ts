import { Controller, Get, Param, ParseIntPipe, UseGuards } from '@nestjs/common';
import { ApiKeyGuard } from './api-key.guard.js';
import { JsonGuard } from './json.guard.js';
import { ShopService } from './shop.service.js';

@Controller('shop')
@UseGuards(ApiKeyGuard, JsonGuard)
export class ShopController {
  constructor(private readonly shop: ShopService) {}

  @Get(':id')
  find(@Param('id', ParseIntPipe) id: number) {
    return this.shop.find(id);
  }
}
