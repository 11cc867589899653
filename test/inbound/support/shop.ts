import {
  BadRequestException,
  Body,
  Catch,
  Controller,
  ForbiddenException,
  Get,
  HttpStatus,
  Inject,
  Injectable,
  Param,
  Post,
  Query,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import type {
  ArgumentsHost,
  CallHandler,
  CanActivate,
  ExceptionFilter,
  MiddlewareConsumer,
  NestInterceptor,
  NestModule,
  PipeTransform,
} from '@nestjs/common';
import { HttpAdapterHost, REQUEST } from '@nestjs/core';
import { trace } from '@opentelemetry/api';
import type { Observable } from 'rxjs';

/** Trace id each part of the application saw as active. */
export const seen: Record<string, string | undefined> = {};

function see(part: string): void {
  seen[part] = trace.getActiveSpan()?.spanContext().traceId;
}

class DatabaseDown extends Error {}
class Teapot extends Error {}

class SeeingGuard implements CanActivate {
  canActivate(): boolean {
    see('guard');
    return true;
  }
}

class DenyingGuard implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException('not yours');
  }
}

class SeeingInterceptor implements NestInterceptor {
  intercept(_: unknown, next: CallHandler): Observable<unknown> {
    see('interceptor');
    return next.handle();
  }
}

class SeeingPipe implements PipeTransform {
  transform(value: unknown): unknown {
    see('pipe');
    return value;
  }
}

/** Makes an answer of an error. */
@Injectable()
@Catch(Teapot)
class TeapotFilter implements ExceptionFilter {
  constructor(private readonly host: HttpAdapterHost) {}

  catch(_: unknown, host: ArgumentsHost): void {
    see('filter');
    const response: unknown = host.switchToHttp().getResponse();
    this.host.httpAdapter.reply(response, 'tea', HttpStatus.OK);
  }
}

@Controller('seen')
@UseGuards(SeeingGuard)
@UseInterceptors(SeeingInterceptor)
@UseFilters(TeapotFilter)
class SeenController {
  @Get(':id')
  @UsePipes(SeeingPipe)
  handle(@Param('id') _: string): never {
    see('handler');
    throw new Teapot('short and stout');
  }
}

@Controller({ path: ['orders', 'purchases'] })
class OrdersController {
  @Get(':id')
  find(@Param('id') id: string): string {
    return id;
  }

  @Post()
  place(@Body() body: unknown): unknown {
    return body;
  }

  @Get(':id/lines/:line')
  findLine(@Query('page') page: string): string {
    return page;
  }
}

@Controller('broken')
class BrokenController {
  @Get('declined')
  decline(): never {
    throw new BadRequestException('declined');
  }

  @Get('database')
  async readDatabase(): Promise<never> {
    await Promise.resolve();
    throw new DatabaseDown('no connection');
  }

  @Get('string')
  throwString(): never {
    // oxlint-disable-next-line typescript/only-throw-error -- users do
    throw 'a string';
  }

  @Get('forbidden')
  @UseGuards(DenyingGuard)
  forbid(): void {}
}

@Controller({ path: 'scoped', scope: Scope.REQUEST })
class ScopedController {
  constructor(@Inject(REQUEST) private readonly request: { url: string }) {}

  @Get()
  find(): string {
    return this.request.url;
  }
}

export const shop = {
  controllers: [OrdersController, BrokenController, SeenController, ScopedController],
};

class SeeingMiddleware {
  use(_: unknown, __: unknown, next: () => void): void {
    see('middleware');
    next();
  }
}

export class SeeingModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(SeeingMiddleware).forRoutes('*path');
  }
}
