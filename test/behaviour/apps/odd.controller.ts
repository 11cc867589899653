import { Controller, Get, Injectable, Param, SetMetadata, UseGuards } from '@nestjs/common';
import type { CanActivate, ExecutionContext, OnModuleInit } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { step } from '../support/trail.js';

@Injectable()
class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const roles = this.reflector.getAllAndMerge<string[]>('roles', [
      context.getHandler(),
      context.getClass(),
    ]);
    step(context, roles.join('+'));
    return !roles.includes('nobody');
  }
}

abstract class BaseController {
  @Get('inherited')
  inherited(): string {
    return `from ${this.constructor.name}: ${this.describe()}`;
  }

  @Get('overridden')
  overridden(): string {
    return 'base';
  }

  protected abstract describe(): string;
}

@Controller('odd')
@UseGuards(RolesGuard)
@SetMetadata('roles', ['controller'])
export class OddController extends BaseController implements OnModuleInit {
  static calls = 0;
  readonly #secret = 'secret';
  #initialised = 0;

  onModuleInit(): void {
    this.#initialised += 1;
  }

  @Get('private')
  readPrivate(): string {
    return `${this.#secret}, initialised ${this.#initialised} times`;
  }

  @Get('this')
  readThis(): object {
    return { isMine: this instanceof OddController, keys: Object.keys(this) };
  }

  @Get('arguments/:a/:b')
  readArguments(@Param('a') _a: string, @Param('b') _b: string): number {
    // oxlint-disable-next-line eslint/prefer-rest-params -- what is to be shown
    return arguments.length;
  }

  @Get('default/:a')
  withDefault(@Param('missing') missing = 'default', @Param('a') a?: string): string {
    return `${missing} ${String(a)}`;
  }

  @Get('itself/:depth')
  callItself(@Param('depth') depth: string): string {
    return depth === '0' ? 'bottom' : `${depth} ${this.callItself(String(Number(depth) - 1))}`;
  }

  @Get('sibling')
  callSibling(): string {
    return `sibling of ${this.readPrivate()}`;
  }

  @Get(['one', 'two'])
  @SetMetadata('roles', ['handler'])
  severalPaths(): string {
    return 'one of two';
  }

  @Get('nobody')
  @SetMetadata('roles', ['nobody'])
  nobody(): string {
    return 'never';
  }

  @Get('static')
  countCalls(): number {
    OddController.calls += 1;
    return OddController.calls;
  }

  @Get('reflection')
  reflect(): object {
    const { prototype } = OddController;
    const methods = Object.getOwnPropertyNames(prototype).map((name) => {
      const { value } = Object.getOwnPropertyDescriptor(prototype, name) as { value: () => void };
      return [name, value.name, value.length, Reflect.getMetadataKeys(value).length];
    });
    return Object.fromEntries(methods.map(([name, ...others]) => [name, others])) as object;
  }

  override overridden(): string {
    return `${super.overridden()}, overridden without a decorator`;
  }

  protected describe(): string {
    return this.#secret;
  }
}
