import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { PUBLIC } from './public.decorator';
import { ROLES_KEY } from './roles.decorator';

/** A route says neither `@Public()` nor `@Roles(…)`. A mistake in the program: the gateway does not start. */
export class UndeclaredRouteError extends Error {
  readonly code = 'ROUTE_UNDECLARED';

  constructor(routes: readonly string[]) {
    super(`These routes declare neither @Public() nor @Roles(): ${routes.join(', ')}`);
    this.name = 'UndeclaredRouteError';
  }
}

/** Refuses to start while any route leaves open who may call it. */
@Injectable()
export class RouteDeclarations implements OnModuleInit {
  private readonly scanner = new MetadataScanner();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const undeclared = this.discovery.getControllers().flatMap(({ metatype }) => this.undeclaredOf(metatype));
    if (undeclared.length > 0) throw new UndeclaredRouteError(undeclared);
  }

  private undeclaredOf(controller: unknown): string[] {
    if (typeof controller !== 'function') return [];
    const prototype = controller.prototype as Record<string, () => unknown>;
    return this.scanner
      .getAllMethodNames(prototype)
      .map((name) => prototype[name])
      .filter((handler) => handler !== undefined && Reflect.hasMetadata(PATH_METADATA, handler))
      .filter((handler) => !this.isDeclared(handler as () => unknown, controller as new () => unknown))
      .map((handler) => `${controller.name}.${handler?.name}`);
  }

  private isDeclared(handler: () => unknown, controller: new () => unknown): boolean {
    const targets = [handler, controller];
    return [PUBLIC, ROLES_KEY].some((key) => this.reflector.getAllAndOverride<unknown>(key, targets) !== undefined);
  }
}
