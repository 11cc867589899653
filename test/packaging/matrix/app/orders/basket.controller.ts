import { Controller, Get } from '@nestjs/common';
import { Basket } from './basket.js';

/** Made anew for each request, as what it injects is. */
@Controller({ path: 'basket', version: '1' })
export class BasketController {
  constructor(private readonly basket: Basket) {}

  @Get()
  total(): { total: number } {
    return { total: this.basket.total() };
  }
}
