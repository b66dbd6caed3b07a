import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { ROLES, type Role } from '../http/principal';

export const ROLES_KEY = 'cadre:roles';

/** Declares who may call a route (or every route of a controller). A route that declares nothing is refused at start. */
export const Roles = (...roles: [Role, ...Role[]]): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(ROLES_KEY, roles), ApiExtension('x-roles', roles));

/** Everybody who is logged in. */
export const AnyRole = (): ClassDecorator & MethodDecorator => Roles(...ROLES);
