import { AsyncResource } from 'node:async_hooks';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Makes `AsyncResource.bind` cheap in this process. Node.js 20 gives every bound function a deprecated accessor, at some
 * 15 µs, and Fastify binds one for each body it parses. These do the same without it.
 */
export function bindLightly(): void {
  AsyncResource.prototype.bind = function bind<Fn>(this: AsyncResource, fn: Fn, thisArg?: unknown): Fn {
    // Only functions are bound: the signature says so.
    return boundTo(this, fn as Method, thisArg) as Fn;
  };
}

function boundTo(resource: AsyncResource, method: Method, thisArg: unknown): Method {
  return function (...args) {
    return resource.runInAsyncScope(method, thisArg ?? this, ...args);
  };
}
