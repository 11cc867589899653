import { Controller, Get, Param } from '@nestjs/common';

@Controller({ path: ['orders', 'purchases'], version: '2' })
export class OrdersV2Controller {
  @Get(':id')
  find(@Param('id') id: string): string {
    return id;
  }
}
