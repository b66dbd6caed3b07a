import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';
import { extractArchive } from './extract-archive';

interface Member {
  readonly name: string;
  readonly type?: 'File' | 'Directory' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'FIFO';
  readonly content?: Buffer;
  readonly link?: string;
  readonly mode?: number;
}

/** A tar file with anything in it, also what no honest tool would write. */
function tar(members: readonly Member[]): Buffer {
  const blocks = members.flatMap(({ name, type = 'File', content = Buffer.alloc(0), link, mode = 0o644 }) => {
    const header = new Header({
      path: name,
      type,
      size: type === 'File' ? content.length : 0,
      mode,
      ...(link !== undefined && { linkpath: link }),
    });
    const block = Buffer.alloc(512);
    header.encode(block, 0);
    const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
    return [block, content, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

describe('unpacking an archive', () => {
  let root: string;
  let target: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'archive-'));
    target = join(root, 'target');
    mkdirSync(target);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  async function extract(content: Buffer, limits?: Parameters<typeof extractArchive>[2]): Promise<void> {
    const file = join(root, 'archive');
    writeFileSync(file, content);
    await extractArchive(file, target, limits);
  }

  /** Python writes zip files with any name and any mode. */
  function zip(script: string): Buffer {
    const file = join(root, 'made.zip');
    execFileSync('python3', [
      '-c',
      `import zipfile,stat\nz=zipfile.ZipFile(${JSON.stringify(file)},'w',zipfile.ZIP_DEFLATED)\n${script}\nz.close()`,
    ]);
    return readFileSync(file);
  }
  const withPython = spawnSync('python3', ['--version']).status === 0 ? it : it.skip;

  it.each([
    ['a tar file', (content: Buffer) => content],
    ['a compressed tar file', (content: Buffer) => gzipSync(content)],
  ])('%s gives its files and folders', async (_, pack) => {
    await extract(
      pack(
        tar([
          { name: 'p/', type: 'Directory' },
          { name: 'p/a.txt', content: Buffer.from('A') },
          { name: './p/run.sh', content: Buffer.from('#!'), mode: 0o755 },
        ]),
      ),
    );
    expect(readFileSync(join(target, 'p/a.txt'), 'utf8')).toBe('A');
    expect(statSync(join(target, 'p/run.sh')).mode & 0o777).toBe(0o755);
    expect(statSync(join(target, 'p/a.txt')).mode & 0o777).toBe(0o644);
  });

  it('takes what the ordinary tool packs', async () => {
    const source = join(root, 'source');
    mkdirSync(join(source, 'deep/er'), { recursive: true });
    writeFileSync(join(source, 'deep/er/big.bin'), Buffer.alloc(300_000, 7));
    writeFileSync(join(source, `${'long'.repeat(40)}.txt`), 'long name');
    execFileSync('tar', ['czf', join(root, 'packed.tgz'), '-C', source, '.']);
    await extract(readFileSync(join(root, 'packed.tgz')));
    expect(statSync(join(target, 'deep/er/big.bin')).size).toBe(300_000);
    expect(readdirSync(target)).toHaveLength(2);
  });

  withPython('a zip file gives its files and folders', async () => {
    await extract(
      zip(
        "z.writestr('p/','')\nz.writestr('p/a.txt','A')\ni=zipfile.ZipInfo('p/run.sh');i.create_system=3;i.external_attr=(0o100755<<16);z.writestr(i,'#!')",
      ),
    );
    expect(readFileSync(join(target, 'p/a.txt'), 'utf8')).toBe('A');
    expect(statSync(join(target, 'p/run.sh')).mode & 0o777).toBe(0o755);
  });

  const rejected = expect.objectContaining({ code: 'ARTIFACT_REJECTED' }) as Error;
  const outside = (): boolean => existsSync(join(root, 'evil')) || existsSync('/tmp/evil-by-archive');

  it.each<[string, Member[]]>([
    ['a name that climbs out', [{ name: '../evil' }]],
    ['a name that climbs out later', [{ name: 'a/../../evil' }]],
    ['an absolute name', [{ name: '/tmp/evil-by-archive' }]],
    ['a drive letter', [{ name: 'C:/evil' }]],
    ['a backslash', [{ name: '..\\evil' }]],
    ['a control character', [{ name: 'a\u0001b' }]],
    ['a symbolic link', [{ name: 'link', type: 'SymbolicLink', link: '/etc' }]],
    ['a link and a file behind it', [{ name: 'l', type: 'SymbolicLink', link: '..' }, { name: 'l/evil' }]],
    ['a hard link', [{ name: 'hard', type: 'Link', link: '/etc/passwd' }]],
    ['a device', [{ name: 'dev', type: 'CharacterDevice' }]],
    ['a pipe', [{ name: 'pipe', type: 'FIFO' }]],
  ])('refuses %s', async (_, members) => {
    await expect(extract(gzipSync(tar(members)))).rejects.toEqual(rejected);
    expect(outside()).toBe(false);
  });

  it('refuses a file that comes twice', async () => {
    await expect(
      extract(
        tar([
          { name: 'a', content: Buffer.from('1') },
          { name: 'a', content: Buffer.from('2') },
        ]),
      ),
    ).rejects.toThrow();
  });

  it('refuses too many entries, too many bytes, and a bomb', async () => {
    const many = tar(Array.from({ length: 12 }, (_, index) => ({ name: `f${index}` })));
    await expect(extract(many, { maxEntries: 10, maxBytes: 1e9, maxRatio: 100 })).rejects.toEqual(rejected);
    rmSync(target, { recursive: true });
    mkdirSync(target);
    await expect(
      extract(tar([{ name: 'a', content: Buffer.alloc(2_000) }]), { maxEntries: 10, maxBytes: 1_000, maxRatio: 100 }),
    ).rejects.toEqual(rejected);
    const bomb = gzipSync(tar([{ name: 'bomb', content: Buffer.alloc(40 * 1024 * 1024) }]));
    await expect(extract(bomb)).rejects.toEqual(rejected);
    const unpacked = existsSync(join(target, 'bomb')) ? statSync(join(target, 'bomb')).size : 0;
    expect(unpacked).toBeLessThan(12 * 1024 * 1024);
  });

  withPython.each([
    ['a name that climbs out', "z.writestr('../evil','x')"],
    ['an absolute name', "z.writestr('/tmp/evil-by-archive','x')"],
    ['a backslash', "z.writestr('..\\\\\\\\evil','x')"],
    [
      'a symbolic link',
      "i=zipfile.ZipInfo('link');i.create_system=3;i.external_attr=(0o120777<<16);z.writestr(i,'/etc')",
    ],
    ['a device', "i=zipfile.ZipInfo('dev');i.create_system=3;i.external_attr=(0o020666<<16);z.writestr(i,'')"],
    ['a bomb', "z.writestr('bomb',b'0'*(60*1024*1024))"],
  ])('refuses a zip file with %s', async (_, script) => {
    await expect(extract(zip(script))).rejects.toEqual(rejected);
    expect(outside()).toBe(false);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('hello')],
    ['half a compressed file', gzipSync(tar([{ name: 'a', content: Buffer.alloc(5_000, 'x') }])).subarray(0, 60)],
    ['a broken zip file', Buffer.from('PK\u0003\u0004 and no more')],
    ['compressed noise', gzipSync(Buffer.from('not a tar file at all'.repeat(100)))],
  ])('refuses %s', async (_, content) => {
    await expect(extract(content)).rejects.toEqual(rejected);
  });

  it('follows no link that stood there before', async () => {
    symlinkSync(root, join(target, 'l'));
    await expect(extract(tar([{ name: 'l', content: Buffer.from('x') }]))).rejects.toThrow();
    expect(outside()).toBe(false);
  });
});
