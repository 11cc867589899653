import { BadGatewayException, HttpException, Injectable } from '@nestjs/common';
import { isAxiosError, type AxiosResponse } from 'axios';
import { TracedHttpService } from 'nestjs-tracing';
import { catchError, firstValueFrom, map, type Observable } from 'rxjs';
import { urlOf } from '../shared/addresses.js';
import type { CheckoutDto } from './checkout.dto.js';

export interface OrderView {
  id: number;
  status: string;
  totalCents: number;
}

@Injectable()
export class OrdersService {
  private readonly ordersUrl = `${urlOf('orders')}/orders`;

  constructor(private readonly http: TracedHttpService) {}

  place(checkout: CheckoutDto): Promise<OrderView> {
    return this.bodyOf(this.http.post<OrderView>(this.ordersUrl, checkout));
  }

  find(id: number): Promise<OrderView> {
    return this.bodyOf(this.http.get<OrderView>(`${this.ordersUrl}/${id}`));
  }

  private bodyOf<T>(response: Observable<AxiosResponse<T>>): Promise<T> {
    return firstValueFrom(
      response.pipe(
        map(({ data }) => data),
        catchError((error: unknown) => {
          throw toHttpException(error);
        }),
      ),
    );
  }
}

/** What orders refused (a declined payment, an unknown order) the client may know; its failures not. */
function toHttpException(error: unknown): HttpException {
  const response = isAxiosError<object>(error) ? error.response : undefined;
  if (response && response.status >= 400 && response.status < 500) {
    return new HttpException(response.data, response.status, { cause: error });
  }
  return new BadGatewayException('The order service did not answer.', { cause: error });
}
