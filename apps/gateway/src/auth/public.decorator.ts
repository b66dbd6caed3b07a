import { applyDecorators, type CustomDecorator, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export const PUBLIC = 'cadre:public';

/** To whom a route is open without a login: everybody, or callers on the same machine. */
export type Openness = 'everybody' | 'loopback';

const open = (to: Openness): CustomDecorator => SetMetadata(PUBLIC, to);

/** Declares that a route needs no login. */
export const Public = (): ClassDecorator & MethodDecorator =>
  applyDecorators(open('everybody'), ApiExtension('x-public', true));

/** Declares that callers on the same machine need no login; to others the roles of the route apply. */
export const PublicOnLoopback = (): CustomDecorator => open('loopback');
