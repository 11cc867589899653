import 'reflect-metadata';
import { ApplicationConfig } from '@nestjs/core';
import type { ModulesContainer } from '@nestjs/core';
import { guarded } from '../spans/guarded.js';
import { methodsOf } from '../spans/methods-of.js';
import { replaceMethod } from '../spans/replace-method.js';
import { attachLayerMethod } from './attach-layer-method.js';
import { ENHANCER_KINDS } from './enhancers.js';
import type { EnhancerKind } from './enhancers.js';

/** Metadata in which `@Param('id', ParseIntPipe)` and the like keep their pipes. */
const PARAMETERS_METADATA = '__routeArguments__';

/** What an enhancer is bound as: a class, an instance, or what Nest holds of a class. */
type Enhancer = Function | { readonly metatype?: unknown } | null | undefined;

/** Traces what the decorators of a class and of its methods name: guards, interceptors, pipes and filters. */
export function attachDecorated(type: Function): void {
  for (const kind of ENHANCER_KINDS) {
    attachAll(kind, Reflect.getMetadata(kind.metadata, type));
  }
  for (const { key, method } of methodsOf(type)) {
    for (const kind of ENHANCER_KINDS) {
      attachAll(kind, Reflect.getMetadata(kind.metadata, method));
    }
    attachPipesOfParameters(type, key);
  }
}

/** Traces what is bound globally, in code or as `APP_GUARD` and the like, from whatever provider it comes. */
export function attachGlobal(): void {
  for (const kind of ENHANCER_KINDS) {
    for (const adder of kind.adders) {
      replaceMethod(ApplicationConfig.prototype, adder, (add) => {
        return function (...enhancers) {
          attachAll(kind, enhancers);
          return add.apply(this, enhancers);
        };
      });
    }
  }
}

/** Traces enhancers whose method is not on their class: an arrow function, or a test's replacement. */
export function attachInstances(modules: ModulesContainer): void {
  for (const { injectables } of modules.values()) {
    for (const { subtype, instance } of injectables.values()) {
      const kind = ENHANCER_KINDS.find((one) => one.subtype === subtype);
      if (kind !== undefined && typeof instance === 'object' && instance !== null) {
        attach(kind, instance);
      }
    }
  }
}

function attachPipesOfParameters(type: Function, key: string | symbol): void {
  const parameters: unknown = Reflect.getMetadata(PARAMETERS_METADATA, type, key);
  const pipes = ENHANCER_KINDS.find(({ layer }) => layer === 'pipes')!;
  for (const parameter of Object.values(parameters ?? {})) {
    attachAll(pipes, (parameter as { pipes?: unknown } | null)?.pipes);
  }
}

function attachAll(kind: EnhancerKind, enhancers: unknown): void {
  if (Array.isArray(enhancers)) {
    enhancers.forEach((enhancer: Enhancer) => {
      const target = guarded('looking at an enhancer', targetOf, enhancer);
      if (target !== undefined) attach(kind, target);
    });
  }
}

function attach({ layer, method, trace }: EnhancerKind, target: object): void {
  attachLayerMethod(target, { layer, key: method, trace });
}

/** The object on which Nest finds the method: a class itself has it only when it is static. */
function targetOf(enhancer: Enhancer): object | undefined {
  if (enhancer === null || enhancer === undefined) {
    return undefined;
  }
  const type = typeof enhancer === 'function' ? enhancer : enhancer.metatype;
  return typeof type === 'function' ? (type.prototype as object | undefined) : enhancer;
}
