/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "yc-link"

#include "config.h"

#include "net/yc-link-private.h"

#include "vault/yc-hash.h"

/* What jobs read */

static gboolean
read_policy (YcDb         *db,
             YcLinkFacts  *facts,
             GError      **error)
{
  YcHall *hall = yc_db_get_hall (db, error);
  YcReference *reference = hall != NULL ? yc_hall_get_reference (hall) : NULL;

  if (hall == NULL)
    return FALSE;

  facts->has_policy = reference != NULL && yc_reference_get_version (reference, YC_SET_POLICY) != NULL;
  if (facts->has_policy)
    {
      facts->long_poll_s = (guint) yc_policy_int (reference, "long_poll_s");
      facts->jitter_ms = yc_policy_int (reference, "reconnect_jitter_s") * 1000;
    }
  return TRUE;
}

gboolean
yc_link_facts_read (YcDb         *db,
                    YcLinkFacts  *facts,
                    GError      **error)
{
  g_autoptr(YcStoredCommand) command = NULL;
  g_auto(GStrv) sets = NULL;
  char hash[YC_HASH_SIZE];
  YcSyncInput *input = &facts->input;

  yc_link_facts_clear (facts);
  if (!yc_db_get_tail (db, yc_db_get_dev (db), &input->own_seq, hash, error)
      || !yc_db_get_peer (db, &input->peer, error)
      || !yc_desk_get_command (db, &command, error)
      || !yc_desk_get_answered (db, &facts->answer, error)
      || !read_policy (db, facts, error))
    return FALSE;

  sets = yc_desk_stale_sets (db, error);
  if (sets == NULL)
    return FALSE;
  input->n_stale_sets = g_strv_length (sets);
  input->has_command = command != NULL;
  input->needs = command != NULL ? command->needs : 0;
  return TRUE;
}

void
yc_link_facts_clear (YcLinkFacts *facts)
{
  g_free (facts->answer);
  *facts = (YcLinkFacts) { 0 };
}

gboolean
yc_link_place_read (YcDb         *db,
                    YcLinkPlace  *place,
                    GError      **error)
{
  gint64 pos = yc_db_get_last_pos (db);
  char hash[YC_HASH_SIZE];
  gboolean found = FALSE;

  yc_link_place_clear (place);
  if (!yc_db_get_peer (db, &place->peer, error)
      || !yc_db_get_tail (db, yc_db_get_dev (db), &place->own_seq, hash, error))
    return FALSE;
  if (pos > 0 && !yc_db_get_pos_hash (db, pos, hash, &found, error))
    return FALSE;
  if (found)
    place->at = g_strdup_printf ("%" G_GINT64_FORMAT " %s", pos, hash);
  return TRUE;
}

void
yc_link_place_clear (YcLinkPlace *place)
{
  g_free (place->at);
  *place = (YcLinkPlace) { 0 };
}

/* Storing */

static gboolean
store_answer (YcDb      *db,
              YcLinkOp  *op,
              GError   **error)
{
  if (op->status != 200)
    return yc_desk_answer (db, op->command->key, 0, NULL, &op->refusal, error);

  if (op->body == NULL)
    op->body = yc_link_parse (op->bytes);
  if (op->body == NULL)
    {
      g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_LINE, "An answer of the hall node cannot be read.");
      return FALSE;
    }
  return yc_desk_answer (db, op->command->key, op->place.peer.cursor, op->body, NULL, error);
}

static gboolean
store_op (YcDb      *db,
          YcLinkOp  *op,
          GError   **error)
{
  const YcSyncAction *action = &op->action;

  switch (action->kind)
    {
    case YC_SYNC_STORE_ACK:
      return yc_desk_acked (db, action->ack, action->pack, error);
    case YC_SYNC_STORE_PAGE:
      return yc_desk_apply_page (db, action->after, op->lines, op->next, action->epoch, error);
    case YC_SYNC_STORE_ANSWER:
      return store_answer (db, op, error);
    case YC_SYNC_STORE_REWIND:
      return yc_desk_rewind (db, action->after, action->epoch, error);
    case YC_SYNC_SEND_HEADS:
    case YC_SYNC_SEND_PUSH:
    case YC_SYNC_SEND_COMMAND:
    case YC_SYNC_SEND_POLL:
    case YC_SYNC_SEND_REFERENCE:
    case YC_SYNC_CANCEL:
    case YC_SYNC_RECONNECT:
    case YC_SYNC_ARM:
    case YC_SYNC_NOTIFY:
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
store_job (YcDb      *db,
           gpointer   data,
           GError   **error)
{
  YcLinkOp *op = data;

  return store_op (db, op, error) && yc_link_facts_read (db, &op->facts, error);
}

static void
on_stored_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(YcLinkOp) op = user_data;
  g_autoptr(GError) error = NULL;

  yc_store_run_finish (YC_STORE (source), result, &error);
  yc_link_done (op, error);
}

void
yc_link_store (YcLink             *self,
               const YcSyncAction *action,
               YcLinkOp           *answered)
{
  g_autoptr(YcLinkOp) op = answered != NULL ? yc_link_op_ref (answered) : yc_link_op_new (self, action);

  g_clear_object (&self->cancellables[action->lane]);
  g_clear_object (&op->cancellable);
  op->cancellable = g_cancellable_new ();
  self->cancellables[action->lane] = g_object_ref (op->cancellable);
  op->action = *action;
  yc_store_run_async (self->store, action->kind == YC_SYNC_STORE_PAGE ? YC_LANE_INGEST : YC_LANE_COMMAND, store_job,
                      yc_link_op_ref (op), (GDestroyNotify) yc_link_op_unref, op->cancellable, on_stored_cb,
                      yc_link_op_ref (op));
}

gboolean
yc_link_take_clock_job (YcDb      *db,
                        gpointer   data,
                        GError   **error)
{
  YcLinkOp *op = data;

  return yc_desk_take_clock (db, op->now, op->wall, error);
}

gboolean
yc_link_take_set_job (YcDb      *db,
                      gpointer   data,
                      GError   **error)
{
  YcLinkOp *op = data;
  gsize length = 0;
  const char *document = g_bytes_get_data (op->bytes, &length);

  return yc_desk_take_reference (db, op->sets[op->next_set], document != NULL ? document : "", length, op->set_hash, error);
}
