import { join } from 'node:path';

/** The folder with package.json, wherever this library runs from. */
export const PROJECT_DIR = join(__dirname, '..', '..', '..', '..');
