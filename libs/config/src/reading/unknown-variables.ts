import { nearestName } from './nearest-name';

const OUR_PREFIX = 'CADRE_';

/** One sentence per variable that carries our prefix and that nobody reads, with the name that was probably meant. */
export function findUnknownVariables(
  env: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): string[] {
  return Object.keys(env)
    .filter((variable) => variable.startsWith(OUR_PREFIX) && env[variable] !== '' && !known.includes(variable))
    .map((variable) => describe(variable, nearestName(variable, known)));
}

function describe(variable: string, nearest: string | undefined): string {
  return nearest === undefined
    ? `${variable} is not a setting`
    : `${variable} is not a setting; did you mean ${nearest}?`;
}
