/** Text as it reads without colours. */
export function withoutColours(text: string): string {
  // eslint-disable-next-line no-control-regex -- colours begin with a control character
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}
