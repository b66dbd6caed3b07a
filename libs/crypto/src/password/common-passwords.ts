/** What leaked password lists hold most often, in lower case; longer passwords are judged by these as their core. */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `password passwort passw0rd p@ssword p@ssw0rd pa55word motdepasse contrasena welcome willkommen bienvenue letmein
  changeme changeit default secret admin administrator root toor guest user test testing tester demo sample example
  login logmein access master superman batman spiderman starwars pokemon dragon monkey tigger shadow sunshine princess
  football baseball basketball soccer hockey liverpool chelsea arsenal barcelona juventus michael jennifer jessica
  charlie daniel thomas andrew jordan ashley nicole amanda matthew joshua hannah michelle robert iloveyou loveyou
  lovely forever flower cookie summer winter spring autumn monday friday january december freedom whatever nothing
  computer internet google facebook microsoft windows samsung iphone qwerty qwertz azerty qwertyui qwertyuiop
  asdfgh asdfghjk asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc wsxedc 1qaz2wsx 1qaz2wsx3edc 1q2w3e 1q2w3e4r 1q2w3e4r5t
  1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5 zaq12wsx zaq1zaq1 abc abcd abcde abcdef abc123 abcd1234 a1b2c3 a1b2c3d4 aa123456
  123qwe qwe123 123abc 112233 121212 123123 123321 654321 696969 111222 1234 12345 123456 1234567 12345678 123456789
  1234567890 0123456789 987654321 9876543210 0987654321 correcthorsebatterystaple trustno1 ninja mustang harley
  hunter ranger buster killer hello hallo bonjour hola cheese pepper ginger maggie bailey cadre database postgres
  rabbitmq docker kubernetes server system manager company office corporate temporary temppass newpassword mypassword
  yourpassword thepassword nopassword pass word qwerty123 password1 password12 password123 admin123 root123 test123
  welcome1 welcome123 letmein123 changeme123 secret123 iloveyou1 monkey123 dragon123 football1 superman1`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
