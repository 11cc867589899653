import { ConflictException, HttpStatus, Injectable } from '@nestjs/common';
import { isAxiosError } from 'axios';
import { TracedHttpService } from 'nestjs-tracing';
import { firstValueFrom } from 'rxjs';
import { urlOf } from '../shared/addresses.js';
import type { OrderLine } from './order.entity.js';
import type { OrderItem } from './place-order.dto.js';

@Injectable()
export class InventoryService {
  private readonly stockUrl = `${urlOf('inventory')}/stock`;

  constructor(private readonly http: TracedHttpService) {}

  /** Takes the items from stock and answers with their prices. */
  async reserve(items: OrderItem[]): Promise<OrderLine[]> {
    const reservation = this.http.post<OrderLine[]>(`${this.stockUrl}/reserve`, { items });
    try {
      return (await firstValueFrom(reservation)).data;
    } catch (error) {
      if (!isAxiosError<object>(error) || error.response?.status !== HttpStatus.CONFLICT)
        throw error;
      throw new ConflictException(error.response.data, { cause: error });
    }
  }

  async release(items: OrderItem[]): Promise<void> {
    await firstValueFrom(this.http.post(`${this.stockUrl}/release`, { items }));
  }
}
