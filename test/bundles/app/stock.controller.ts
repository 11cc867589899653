import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';

@Controller()
export class StockController {
  @MessagePattern('stock.count')
  count(): number {
    return 3;
  }
}
