// The one file that is not encrypted: how to open the rest, in both languages, without a word about anybody.

/** The same bytes in every package; CRLF and BOM, so that the oldest Notepad shows it right. */
export const HOW_TO_OPEN_TEXT = [
  '\ufeff怎样打开这个压缩包',
  '',
  '1. 压缩包用 AES-256 加密。Windows 资源管理器和多数手机自带的解压功能打不开它。',
  '2. Windows：安装 7-Zip（7-zip.org）或 WinRAR，右键选择解压。',
  '   macOS：安装 Keka 或 The Unarchiver。',
  '   Linux：7z x 文件名，或 bsdtar -xf 文件名。',
  '   手机：安装支持 AES 加密 ZIP 的解压应用。',
  '3. 口令另行交给您：20 个字符，四个一组，用连字符相连，连字符也要输入。没有 I、L、O、U 四个字母。',
  '4. 解压后打开 index.html，不需要联网。',
  '5. 口令丢失后谁也打不开，包括我们；请联系我们重新制作。',
  '',
  'How to open this archive',
  '',
  '1. It is encrypted with AES-256. Windows Explorer and most phones cannot open it by themselves.',
  '2. Windows: install 7-Zip (7-zip.org) or WinRAR and extract it.',
  '   macOS: install Keka or The Unarchiver.',
  '   Linux: 7z x FILE, or bsdtar -xf FILE.',
  '   Phone: install an app that opens AES-encrypted ZIP files.',
  '3. The passphrase reaches you separately: 20 characters in groups of four, joined by hyphens, which are typed too. It has no I, L, O or U.',
  '4. After extracting, open index.html. No network is needed.',
  '5. If the passphrase is lost nobody can open the archive, including us; ask us for a new one.',
  '',
].join('\r\n')
