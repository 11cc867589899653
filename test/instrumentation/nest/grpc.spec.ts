import { fileURLToPath } from 'node:url';
import { Controller, Get, Inject } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { ClientsModule, GrpcMethod, Transport } from '@nestjs/microservices';
import type { ClientGrpc, GrpcOptions } from '@nestjs/microservices';
import { of } from 'rxjs';
import type { Observable } from 'rxjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findFreePorts } from '../../support/free-ports.js';
import { tree } from '../../support/span-tree.js';
import { startTracedApplication } from '../../support/traced-application.js';
import type { TracedApplication } from '../../support/traced-application.js';

interface Order {
  readonly id: string;
}

interface OrdersService {
  find(order: Order): Observable<Order>;
  follow(order: Order): Observable<Order>;
}

@Controller('orders')
class OrdersController implements OnModuleInit {
  #orders!: OrdersService;

  constructor(@Inject('ORDERS') private readonly client: ClientGrpc) {}

  onModuleInit(): void {
    this.#orders = this.client.getService('Orders');
  }

  @Get('find')
  find(): Observable<Order> {
    return this.#orders.find({ id: '7' });
  }

  @Get('follow')
  follow(): Observable<Order> {
    return this.#orders.follow({ id: '7' });
  }
}

@Controller()
class GrpcController {
  @GrpcMethod('Orders', 'Find')
  find(order: Order): Order {
    return order;
  }

  @GrpcMethod('Orders', 'Follow')
  follow(order: Order): Observable<Order> {
    return of(order, { id: '8' });
  }
}

describe('a call by gRPC, with the instrumentation of grpc installed', () => {
  let traced: TracedApplication;

  beforeAll(async () => {
    const [port] = await findFreePorts(1);
    const grpc: GrpcOptions = {
      transport: Transport.GRPC,
      options: {
        url: `127.0.0.1:${port}`,
        package: 'orders',
        protoPath: fileURLToPath(new URL('orders.proto', import.meta.url)),
      },
    };
    traced = await startTracedApplication(
      {
        // register() would make the client at once: before forRoot(), as in most applications.
        imports: [ClientsModule.registerAsync([{ name: 'ORDERS', useFactory: () => grpc }])],
        controllers: [OrdersController, GrpcController],
      },
      { instrumentations: { undici: false } },
      { prepare: (app) => void app.connectMicroservice(grpc) },
    );
    await traced.app.startAllMicroservices();
  });
  beforeEach(() => traced.reset());
  afterAll(() => traced.close());

  it.each([
    ['find', 'Find'],
    ['follow', 'Follow'],
  ])('is one CLIENT and one SERVER span in one trace, for %s', async (handler, method) => {
    await (await fetch(`${traced.url}/orders/${handler}`)).text();

    expect(await traced.treeOf(5)).toBe(
      tree(`
        SERVER GET /orders/${handler}
          OrdersController.${handler}
            CLIENT orders.Orders/${method}
              SERVER orders.Orders/${method}
                GrpcController.${handler}
      `),
    );
  });
});
