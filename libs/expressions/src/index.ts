export { parseCondition } from './parse-condition';
