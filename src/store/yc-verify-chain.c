/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-verify-chain"

#include "config.h"

#include "store/yc-verify-chain-private.h"

#include <string.h>

#include "core/yc-json.h"
#include "vault/yc-hash.h"

/* A restored node goes on so far above the highest position it has seen (4-protocol 2.10). */
#define EPOCH_GAP 1000000

typedef struct _Device Device;

typedef struct
{
  gint64 seq;
  gint64 pos;
  guint8 hash[YC_HASH_BYTES];
  guint8 prev[YC_HASH_BYTES];
  gboolean has_prev; /* FALSE for a quarantined line that names none */
} Link;

/* Where a position is: its line. */
typedef struct
{
  gint64 pos;
  gint64 seq;
  Device *device;
  guint8 hash[YC_HASH_BYTES];
} Place;

struct _Device
{
  char *dev;     /* owned */
  char *key;     /* owned; of its enrolment, or NULL */
  GArray *links; /* Link */
  YcHead *head;  /* owned, or NULL */
};

struct _YcChain
{
  char *hall;    /* owned */
  char *own_dev; /* owned, or NULL */
  char *own_key; /* owned, or NULL */
  gboolean is_node;
  char *fault;        /* owned; the first, or NULL */
  char *gap;          /* owned; a position that is missing: told when no device misses a line, which says more */
  GPtrArray *devices; /* Device, owned, in the order of their first lines */
  GHashTable *by_dev; /* dev → Device, borrowed */
  Device *node;       /* the newest device enrolled as node, borrowed */
  GArray *places;     /* Place, by position */
  YcHead *head;       /* owned; of the hall */
  guint lines;
};

static void
device_free (gpointer data)
{
  Device *device = data;

  g_free (device->dev);
  g_free (device->key);
  g_array_unref (device->links);
  g_clear_pointer (&device->head, yc_head_free);
  g_free (device);
}

static Device *
ensure_device (YcChain *self, const char *dev)
{
  Device *device = g_hash_table_lookup (self->by_dev, dev);

  if (device == NULL)
    {
      device = g_new0 (Device, 1);
      device->dev = g_strdup (dev);
      device->links = g_array_new (FALSE, FALSE, sizeof (Link));
      g_ptr_array_add (self->devices, device);
      g_hash_table_insert (self->by_dev, device->dev, device);
    }
  return device;
}

YcChain *
yc_chain_new (const char *hall, const char *own_dev, const char *own_key, gboolean is_node)
{
  YcChain *self = g_new0 (YcChain, 1);

  self->hall = g_strdup (hall);
  self->own_dev = g_strdup (own_dev);
  self->own_key = g_strdup (own_key);
  self->is_node = is_node;
  self->devices = g_ptr_array_new_with_free_func (device_free);
  self->by_dev = g_hash_table_new (g_str_hash, g_str_equal);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  return self;
}

void
yc_chain_free (YcChain *self)
{
  g_free (self->hall);
  g_free (self->own_dev);
  g_free (self->own_key);
  g_free (self->fault);
  g_free (self->gap);
  g_hash_table_unref (self->by_dev);
  g_ptr_array_unref (self->devices);
  g_array_unref (self->places);
  g_clear_pointer (&self->head, yc_head_free);
  g_free (self);
}

void
yc_chain_fail (YcChain *self, const char *sentence)
{
  if (self->fault == NULL)
    self->fault = g_strdup (sentence);
}

static void
fail_at (YcChain *self, const char *dev, gint64 seq, const char *why)
{
  if (self->fault == NULL)
    self->fault = g_strdup_printf ("%s/%" G_GINT64_FORMAT ": %s", dev, seq, why);
}

/* Taking lines */

static gboolean
check_attributes (YcChain *self, const YcJournalLine *line, const YcEvent *event)
{
  const char *why = NULL;

  if (strcmp (event->dev, line->dev) != 0)
    why = "the line names another device as its author.";
  else if (event->seq != line->seq)
    why = "the line has another number than the place it stands at.";
  else if (strcmp (event->hall, self->hall) != 0)
    why = "the line is of another hall.";
  else if (line->subject != NULL && strcmp (event->subject, line->subject) != 0)
    why = "the line is stored under another subject.";
  else if (line->type != NULL && strcmp (event->type_name, line->type) != 0)
    why = "the line is stored under another type.";
  if (why != NULL)
    fail_at (self, line->dev, line->seq, why);
  return why == NULL;
}

static void
take_enrolment (YcChain *self, const YcEvent *event)
{
  Device *device = ensure_device (self, yc_subject_get_id (event->subject));

  g_free (device->key);
  device->key = g_strdup (yc_json_peek_string (event->data, "key"));
  if (g_strcmp0 (yc_json_peek_string (event->data, "role"), "node") == 0)
    self->node = device;
}

/* What the node could not take may be anything; its link to the line before is followed where it has one. */
static void
take_quarantined (const YcJournalLine *line, Link *link)
{
  g_autoptr (JsonObject) object = yc_json_parse_object (line->line, line->length, &YC_JSON_LINE, NULL);
  const char *prev = object != NULL ? yc_json_peek_string (object, "ycprev") : NULL;

  link->has_prev = prev != NULL && yc_hex_decode (prev, link->prev, YC_HASH_BYTES);
}

static gboolean
take_event (YcChain *self, const YcJournalLine *line, Link *link)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcEvent) event = yc_event_read (line->line, line->length, &error);

  if (event == NULL)
    {
      g_autofree char *why = g_strdup_printf ("the line cannot be read. %s", error->message);

      fail_at (self, line->dev, line->seq, why);
      return FALSE;
    }
  if (!check_attributes (self, line, event))
    return FALSE;
  link->has_prev = yc_hex_decode (event->prev, link->prev, YC_HASH_BYTES);
  if (event->type == YC_EVENT_DEVICE_ENROLLED)
    take_enrolment (self, event);
  return TRUE;
}

static void
take_place (YcChain *self, Device *device, const Link *link)
{
  gint64 last = self->places->len > 0 ? g_array_index (self->places, Place, self->places->len - 1).pos : 0;
  Place place = { link->pos, link->seq, device, { 0 } };

  if (link->pos <= last)
    fail_at (self, device->dev, link->seq, "its position is not above the one before it.");
  else if (self->is_node && link->pos != last + 1 && link->pos < last + EPOCH_GAP && self->gap == NULL)
    self->gap = g_strdup_printf ("%s/%" G_GINT64_FORMAT ": the line at the position before it is missing.", device->dev,
                                 link->seq);
  memcpy (place.hash, link->hash, YC_HASH_BYTES);
  g_array_append_val (self->places, place);
}

void
yc_chain_add (YcChain *self, const YcJournalLine *line)
{
  char hash[YC_HASH_SIZE];
  Link link = { line->seq, line->pos, { 0 }, { 0 }, FALSE };
  Device *device;

  self->lines++;
  if (self->fault != NULL)
    return;
  yc_hash_line_into (line->line, (gssize) line->length, hash);
  if (line->hash != NULL && strcmp (hash, line->hash) != 0)
    {
      fail_at (self, line->dev, line->seq, "the line was changed: its hash is not the one stored with it.");
      return;
    }
  if (line->quarantined)
    take_quarantined (line, &link);
  else if (!take_event (self, line, &link))
    return;
  yc_hex_decode (hash, link.hash, YC_HASH_BYTES);
  device = ensure_device (self, line->dev);
  g_array_append_val (device->links, link);
  if (line->pos > 0)
    take_place (self, device, &link);
  else if (self->is_node && !line->quarantined)
    fail_at (self, line->dev, line->seq, "the line has no position.");
}

void
yc_chain_add_head (YcChain *self, YcHead *head)
{
  Device *device;

  if (g_str_has_prefix (head->stream, "hall:"))
    {
      if (strcmp (head->stream + strlen ("hall:"), self->hall) != 0)
        yc_chain_fail (self, "There is a signed head of another hall.");
      g_clear_pointer (&self->head, yc_head_free);
      self->head = head;
      return;
    }
  device = ensure_device (self, head->stream + strlen ("dev:"));
  g_clear_pointer (&device->head, yc_head_free);
  device->head = head;
}

/* Judging */

static int
compare_links (gconstpointer a, gconstpointer b)
{
  gint64 first = ((const Link *) a)->seq;
  gint64 second = ((const Link *) b)->seq;

  return first < second ? -1 : first > second;
}

/* A workstation may hold only a part of what others wrote. */
static gboolean
is_complete (YcChain *self, const Device *device)
{
  return self->is_node || g_strcmp0 (device->dev, self->own_dev) == 0;
}

static const Link *
get_link (const Device *device, guint i)
{
  return i < device->links->len ? &g_array_index (device->links, Link, i) : NULL;
}

static void
check_numbers (YcChain *self, Device *device)
{
  gint64 before = 0;

  g_array_sort (device->links, compare_links);
  for (guint i = 0; i < device->links->len; i++)
    {
      gint64 seq = get_link (device, i)->seq;

      if (seq == before || seq < 1)
        fail_at (self, device->dev, seq, "the line is there twice.");
      else if (seq != before + 1 && is_complete (self, device))
        fail_at (self, device->dev, before + 1, "the line is missing.");
      before = seq;
    }
}

/* Whether what comes after a line names another hash for it. */
static gboolean
is_contradicted (const Device *device, guint i)
{
  const Link *link = get_link (device, i);
  const Link *next = get_link (device, i + 1);

  return next != NULL && next->seq == link->seq + 1 && next->has_prev &&
         memcmp (next->prev, link->hash, YC_HASH_BYTES) != 0;
}

static gboolean
is_contradicted_by_head (const Device *device, guint i)
{
  const Link *link = get_link (device, i);
  guint8 hash[YC_HASH_BYTES];

  return device->head != NULL && device->head->n == link->seq &&
         (!yc_hex_decode (device->head->hash, hash, YC_HASH_BYTES) || memcmp (hash, link->hash, YC_HASH_BYTES) != 0);
}

static void
check_links (YcChain *self, Device *device)
{
  static const guint8 zeros[YC_HASH_BYTES];
  const Link *first = get_link (device, 0);

  if (first != NULL && first->seq == 1 && first->has_prev && memcmp (first->prev, zeros, YC_HASH_BYTES) != 0)
    fail_at (self, device->dev, 1, "the line was changed: the first one has none before it.");
  for (guint i = 0; i < device->links->len && self->fault == NULL; i++)
    {
      gboolean by_next = is_contradicted (device, i);
      gboolean by_head = is_contradicted_by_head (device, i);

      /* When the next line is contradicted too, it is the one whose ycprev was changed with the rest of it. */
      if (by_next && !by_head &&
          (is_contradicted (device, i + 1) ||
           (get_link (device, i + 1) != NULL && is_contradicted_by_head (device, i + 1))))
        fail_at (self, device->dev, get_link (device, i + 1)->seq,
                 "the line was changed: neither its neighbours nor the "
                 "signed head agree with it.");
      else if (by_next)
        fail_at (self, device->dev, get_link (device, i)->seq,
                 "the line was changed: the next one names another hash for it.");
      else if (by_head)
        fail_at (self, device->dev, get_link (device, i)->seq, "the signed head names another hash for the line.");
    }
}

static void
check_signature (YcChain *self, const YcHead *head, const char *key, const char *dev, gint64 seq)
{
  g_autoptr (GError) error = NULL;

  if (key == NULL)
    fail_at (self, dev, seq, "the signed head cannot be checked: the device's enrolment is missing.");
  else if (!yc_head_verify (head, key, &error))
    fail_at (self, dev, seq, "the signed head was not signed by this device.");
}

static const char *
get_key (YcChain *self, const Device *device)
{
  if (device->key == NULL && g_strcmp0 (device->dev, self->own_dev) == 0)
    return self->own_key;
  return device->key;
}

static void
check_chain (YcChain *self, Device *device)
{
  const Link *last;

  check_numbers (self, device);
  last = device->links->len > 0 ? get_link (device, device->links->len - 1) : NULL;
  if (device->head != NULL && is_complete (self, device) && (last == NULL || last->seq < device->head->n))
    fail_at (self, device->dev, last != NULL ? last->seq + 1 : 1,
             "the line is missing: a signed head proves that it was there.");
  check_links (self, device);
}

/* After all chains: keys come from lines. */
static void
check_device_head (YcChain *self, Device *device)
{
  if (device->head != NULL)
    check_signature (self, device->head, get_key (self, device), device->dev, device->head->n);
}

/* R(n) over all positions up to the signed one: the order itself (10-contract, Envelope). */
static void
check_order (YcChain *self)
{
  char roll[YC_HASH_SIZE] = YC_HASH_ZERO;
  char hash[YC_HASH_SIZE];
  const Place *place = NULL;

  if (!self->is_node || self->head == NULL || self->fault != NULL)
    return;
  for (guint i = 0; i < self->places->len && (place == NULL || place->pos < self->head->n); i++)
    {
      place = &g_array_index (self->places, Place, i);
      yc_hex_encode_into (place->hash, YC_HASH_BYTES, hash);
      yc_hash_roll_into (roll, hash, roll);
    }
  if (place == NULL || place->pos != self->head->n)
    {
      g_autofree char *why =
        g_strdup_printf ("The line at position %" G_GINT64_FORMAT " is missing: a signed head proves "
                         "that it was there.",
                         self->head->n);

      yc_chain_fail (self, why);
      return;
    }
  check_signature (self, self->head, self->node != NULL ? get_key (self, self->node) : NULL, place->device->dev,
                   place->seq);
  if (strcmp (roll, self->head->hash) != 0)
    fail_at (self, place->device->dev, place->seq,
             "the lines up to its position are not those in the order that was signed.");
}

/* Whose journal it is said to be, and whose lines it has. A node's that is said to be a workstation's would be judged
 * more mildly. */
static void
check_node (YcChain *self)
{
  gboolean is_own = self->node != NULL && g_strcmp0 (self->node->dev, self->own_dev) == 0;

  if (self->places->len == 0)
    return;
  if (!self->is_node && is_own)
    yc_chain_fail (self, "The journal of a hall node is said to be one of a workstation.");
  else if (self->is_node && self->node == NULL)
    yc_chain_fail (self, "No line enrols the hall node.");
  else if (self->is_node && (!is_own || g_strcmp0 (self->node->key, self->own_key) != 0))
    yc_chain_fail (self, "The journal is not the one of the hall node it is said to be of.");
}

static guint
count_tail (const Device *device)
{
  gint64 signed_to = device->head != NULL ? device->head->n : 0;
  guint count = 0;

  for (guint i = device->links->len; i > 0 && get_link (device, i - 1)->seq > signed_to; i--)
    count++;
  return count;
}

static char *
describe (YcChain *self, const YcVerdict *verdict)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text, "%u lines of %u device%s are unchanged up to their newest signed heads", verdict->lines,
                   verdict->devices, verdict->devices == 1 ? "" : "s");
  if (verdict->unsigned_tail == 0)
    g_string_append (text, "; none comes after them.");
  else
    {
      g_string_append_printf (text, "; %u lines after them are chained but not signed yet:", verdict->unsigned_tail);
      for (guint i = 0; i < self->devices->len; i++)
        {
          const Device *device = g_ptr_array_index (self->devices, i);
          guint tail = count_tail (device);

          if (tail > 0)
            g_string_append_printf (text, " %s/%" G_GINT64_FORMAT " and on (%u).", device->dev,
                                    get_link (device, device->links->len - tail)->seq, tail);
        }
    }
  if (!self->is_node)
    g_string_append (text,
                     " This is a workstation's journal: the order of the hall can be checked at the hall node alone.");
  return g_string_free (text, FALSE);
}

void
yc_chain_finish (YcChain *self, YcVerdict *verdict)
{
  for (guint i = 0; i < self->devices->len && self->fault == NULL; i++)
    check_chain (self, g_ptr_array_index (self->devices, i));
  for (guint i = 0; i < self->devices->len && self->fault == NULL; i++)
    check_device_head (self, g_ptr_array_index (self->devices, i));
  if (self->fault == NULL)
    self->fault = g_steal_pointer (&self->gap);
  check_node (self);
  check_order (self);
  verdict->lines = self->lines;
  verdict->devices = 0;
  verdict->unsigned_tail = 0;
  for (guint i = 0; i < self->devices->len; i++)
    {
      const Device *device = g_ptr_array_index (self->devices, i);

      verdict->devices += device->links->len > 0 ? 1 : 0;
      verdict->unsigned_tail += count_tail (device);
    }
  verdict->ok = self->fault == NULL;
  verdict->sentence = self->fault != NULL ? g_strdup (self->fault) : describe (self, verdict);
}
