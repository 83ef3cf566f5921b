# Two real mail servers for the tests, sourced by run.sh: Postfix takes letters and hands them to Dovecot, from which post is
# collected over IMAP. Both are private to this run: own folders, free ports, loopback only.
#
# Every user NAME@desk.test and NAME@*.demo.test has a mailbox with the password "rahasia"; what is after a + is the same
# mailbox. Whatever goes to @nobody.test comes back as undeliverable.
#
#     JENJANG_TEST_MAIL    SMTP:IMAP:IMAPS:CA — three ports on 127.0.0.1 and the certificate to trust for "localhost"

mail_servers_missing() {
  [ -n "${JENJANG_TEST_MAIL:-}" ] && return
  command -v dovecot >/dev/null || echo dovecot-imapd dovecot-lmtpd
  command -v postfix >/dev/null || [ -x /usr/sbin/postfix ] || echo postfix
  command -v openssl >/dev/null || echo openssl
}

# $1: the folder of this run. $2: a user who may own mailboxes.
start_mail_servers() {
  mail_ground=$1/mail-servers
  local owner=$2 smtp imap imaps lmtp
  smtp=$(free_port); imap=$(free_port); imaps=$(free_port); lmtp=$(free_port)
  mkdir -p "$mail_ground"/{dovecot,boxes,postfix,queue,data}
  chmod 755 "$1" "$mail_ground"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE \
    -keyout "$mail_ground/key.pem" -out "$mail_ground/ca.pem" 2>/dev/null
  as_root chown -R "$owner" "$mail_ground/boxes"

  cat >"$mail_ground/dovecot.conf" <<CONF
base_dir = $mail_ground/dovecot
state_dir = $mail_ground/dovecot
log_path = $mail_ground/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <$mail_ground/ca.pem
ssl_key = <$mail_ground/key.pem
disable_plaintext_auth = no
recipient_delimiter = +
auth_username_format = %Ln
mail_location = maildir:~/Maildir
mailbox_list_index = no
mail_max_userip_connections = 100
passdb {
  driver = static
  args = password=rahasia
}
userdb {
  driver = static
  args = uid=$(id -u "$owner") gid=$(id -g "$owner") home=$mail_ground/boxes/%Ln
}
service imap-login {
  inet_listener imap {
    port = $imap
  }
  inet_listener imaps {
    port = $imaps
    ssl = yes
  }
  process_min_avail = 1
}
service lmtp {
  inet_listener lmtp {
    port = $lmtp
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
namespace inbox {
  inbox = yes
  mailbox Selesai {
    auto = create
  }
}
CONF

  cat >"$mail_ground/postfix/main.cf" <<CONF
compatibility_level = 3.6
queue_directory = $mail_ground/queue
data_directory = $mail_ground/data
maillog_file = $mail_ground/postfix.log
maillog_file_prefixes = $mail_ground
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = mail.desk.test
mydestination =
local_transport = error:nobody is local here
local_recipient_maps =
alias_maps =
alias_database =
virtual_mailbox_domains = regexp:$mail_ground/postfix/domains
virtual_transport = lmtp:inet:127.0.0.1:$lmtp
transport_maps = inline:{{nobody.test = nobody:}}
recipient_delimiter = +
message_size_limit = 60000000
mailbox_size_limit = 0
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_rate_limit = 0
smtpd_client_message_rate_limit = 0
default_transport = error:no way out of here
relay_transport = error:no way out of here
biff = no
smtputf8_enable = yes
CONF
  printf '%s\n' '/^desk\.test$/ 1' '/^([a-z0-9-]+\.)*demo\.test$/ 1' >"$mail_ground/postfix/domains"
  cat >"$mail_ground/postfix/master.cf" <<CONF
127.0.0.1:$smtp inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
showq unix n - n - - showq
nobody unix - n n - - pipe flags=q user=nobody argv=/bin/sh -c {exit 67}
CONF
  as_root chown postfix "$mail_ground/data"
  as_root dovecot -c "$mail_ground/dovecot.conf" || return 1
  as_root postfix -c "$mail_ground/postfix" start >"$mail_ground/postfix.start" 2>&1 || { cat "$mail_ground/postfix.start" >&2; return 1; }
  export JENJANG_TEST_MAIL="$smtp:$imap:$imaps:$mail_ground/ca.pem"
}

stop_mail_servers() {
  [ -n "${mail_ground:-}" ] || return 0
  as_root doveadm -c "$mail_ground/dovecot.conf" stop 2>/dev/null || true
  as_root postfix -c "$mail_ground/postfix" stop >/dev/null 2>&1 || true
}
