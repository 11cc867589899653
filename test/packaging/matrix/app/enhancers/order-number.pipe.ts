import { BadRequestException, Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';

@Injectable()
export class OrderNumberPipe implements PipeTransform<number, number> {
  transform(value: number): number {
    if (value > 1_000) throw new BadRequestException('no such number');
    return value;
  }
}
