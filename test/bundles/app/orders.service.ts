import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { Inject, Injectable } from '@nestjs/common';
import type { ClientProxy } from '@nestjs/microservices';
import { Span, TracedHttpService } from 'nestjs-tracing';
import { lastValueFrom } from 'rxjs';

@Injectable()
export class OrdersService {
  constructor(
    private readonly http: TracedHttpService,
    @Inject('STOCK') private readonly stock: ClientProxy,
  ) {}

  @Span()
  countStock(id: string): Promise<number> {
    return lastValueFrom(this.stock.send<number>('stock.count', { id }));
  }

  /** In each of the ways an application makes a request. */
  @Span('orders.ask-prices')
  async askPrices(url: string): Promise<unknown[]> {
    const { data } = await lastValueFrom(this.http.get<unknown>(url));
    return [data, await (await fetch(url)).text(), await this.getText(url)];
  }

  private getText(url: string): Promise<string> {
    return new Promise((resolve, reject) => {
      get(url, (response) => resolve(text(response))).once('error', reject);
    });
  }
}
