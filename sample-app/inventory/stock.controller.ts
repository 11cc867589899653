import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { StockService, type Item, type PricedItem } from './stock.service.js';

interface ItemsDto {
  items: Item[];
}

@Controller('stock')
export class StockController {
  constructor(private readonly stock: StockService) {}

  @Post('reserve')
  @HttpCode(HttpStatus.OK)
  reserve(@Body() { items }: ItemsDto): Promise<PricedItem[]> {
    return this.stock.reserve(items);
  }

  @Post('release')
  @HttpCode(HttpStatus.NO_CONTENT)
  release(@Body() { items }: ItemsDto): Promise<void> {
    return this.stock.release(items);
  }
}
