import { setImmediate as nextTurn } from 'node:timers/promises';
import { BadRequestException, Injectable, UseGuards } from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import {
  Args,
  Field,
  Float,
  ID,
  Mutation,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
  Subscription,
  registerEnumType,
} from '@nestjs/graphql';
import { trace } from '@opentelemetry/api';
import { GraphQLError } from 'graphql';
import { NoSpan, Span } from '../../../../lib/index.js';

export class DatabaseDown extends Error {
  override readonly name = 'DatabaseDown';
}

enum Size {
  Small = 'SMALL',
  Large = 'LARGE',
}
registerEnumType(Size, { name: 'Size' });

@ObjectType()
class Order {
  @Field(() => ID)
  id!: string;

  @Field(() => Float)
  total!: number;

  @Field(() => String)
  customer!: string;
}

/** Loads what is asked for in one turn of the event loop at once, as DataLoader does. */
@Injectable()
class CustomerLoader {
  #waiting: ((name: string) => void)[] = [];

  load(): Promise<string> {
    return new Promise((resolve) => {
      if (this.#waiting.push(resolve) === 1) {
        process.nextTick(() => void this.loadAll());
      }
    });
  }

  @Span()
  async loadAll(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    await nextTurn();
    waiting.forEach((resolve) => resolve('Ada'));
  }
}

@Injectable()
class OrdersRepository {
  @Span()
  async read(): Promise<Order[]> {
    await nextTurn();
    return ['1', '2'].map((id) => ({ id, total: 10 }) as Order);
  }
}

class ClosedGuard implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

class BrokenGuard implements CanActivate {
  canActivate(): boolean {
    throw new DatabaseDown('no sessions');
  }
}

@Resolver(() => Order)
export class OrdersResolver {
  constructor(
    private readonly repository: OrdersRepository,
    private readonly customers: CustomerLoader,
  ) {}

  @Query(() => [Order])
  orders(): Promise<Order[]> {
    return this.repository.read();
  }

  @Query(() => Order, { nullable: true })
  order(
    @Args('id', { type: () => ID }) id: string,
    @Args('size', { type: () => Size, nullable: true }) _size?: Size,
    @Args('limit', { type: () => Float, nullable: true }) _limit?: number,
    @Args('isOpen', { type: () => Boolean, nullable: true }) _isOpen?: boolean,
  ): Order {
    return { id, total: 10 } as Order;
  }

  @ResolveField(() => String)
  customer(@Parent() _: Order): Promise<string> {
    return this.customers.load();
  }

  @Mutation(() => Order)
  place(@Args('note', { type: () => String }) _: string): Order {
    return { id: '3', total: 5 } as Order;
  }

  @NoSpan()
  @Query(() => String, { nullable: true })
  spanIdOfRequest(): string | undefined {
    return trace.getActiveSpan()?.spanContext().spanId;
  }

  @ResolveReference()
  resolveReference(reference: Order): Order {
    return reference;
  }

  @Subscription(() => String)
  async *ticks(): AsyncGenerator<{ ticks: string }> {
    yield { ticks: 'one' };
    await this.repository.read();
    yield { ticks: 'two' };
  }
}

@Resolver()
class FailingResolver {
  @Query(() => String, { nullable: true })
  async broken(): Promise<never> {
    await nextTurn();
    throw new DatabaseDown('no connection');
  }

  @Query(() => String, { nullable: true })
  declined(): never {
    throw new BadRequestException('declined');
  }

  @Query(() => String, { nullable: true })
  unknown(): never {
    throw new GraphQLError('no such order', { extensions: { code: 'NOT_FOUND' } });
  }

  @Query(() => String, { nullable: true })
  text(): never {
    // oxlint-disable-next-line typescript/only-throw-error -- users do
    throw 'a string';
  }

  @UseGuards(ClosedGuard)
  @Query(() => String, { nullable: true })
  forbidden(): string {
    return 'never';
  }

  @UseGuards(BrokenGuard)
  @Query(() => String, { nullable: true })
  guarded(): string {
    return 'never';
  }

  @Query(() => Float, { nullable: true })
  misshapen(): unknown {
    return 'not a number';
  }
}

export const ordersApi = {
  providers: [OrdersRepository, CustomerLoader, OrdersResolver, FailingResolver],
};
