/** Whose objects a caller may see. What is not visible does not exist to them. */
export type Visibility =
  | { readonly kind: 'all' }
  | { readonly kind: 'tenant'; readonly tenant: string }
  | { readonly kind: 'own'; readonly userId: string };

/** For statements with fixed parameters: the tenant and the owner to compare with, null where they do not matter. */
export function visibilityParams(visibility: Visibility): [tenant: string | null, owner: string | null] {
  switch (visibility.kind) {
    case 'all':
      return [null, null];
    case 'tenant':
      return [visibility.tenant, null];
    case 'own':
      return [null, visibility.userId];
  }
}
