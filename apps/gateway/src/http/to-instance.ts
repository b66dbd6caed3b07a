import type { Type } from '@nestjs/common';

type Convert = (value: unknown) => unknown;
const CONVERSIONS = Symbol('cadre:conversions');

/** Declares how the raw value of a field becomes what its class says (nested classes, numbers in a query). */
export function convertField(convert: Convert): PropertyDecorator {
  return (target, key) => {
    const own = new Map(conversionsOf(target));
    own.set(String(key), convert);
    Reflect.defineMetadata(CONVERSIONS, own, target);
  };
}

/**
 * An instance of a declared input class with the plain object's fields. Values are taken over, not copied; class-validator
 * then judges the instance, fields it does not know included.
 */
export function toInstance<T extends object>(type: Type<T>, plain: object): T {
  const instance = Object.assign(new type(), plain) as T & Record<string, unknown>;
  for (const [key, convert] of conversionsOf(type.prototype as object)) {
    const value = instance[key];
    if (value !== undefined) (instance as Record<string, unknown>)[key] = convert(value);
  }
  return instance;
}

/** True for what a JSON object or a query becomes. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function conversionsOf(target: object): ReadonlyMap<string, Convert> {
  return (Reflect.getMetadata(CONVERSIONS, target) as ReadonlyMap<string, Convert> | undefined) ?? new Map();
}
